package org.apache.spark.sql.thermite.operator

import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression}
import org.apache.spark.sql.catalyst.plans.QueryPlan
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.execution.{FileSourceScanExec, LeafExecNode, SparkPlan}
import org.apache.spark.sql.execution.datasources.{FilePartition, FileScanRDD, PartitionedFile}
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{Literals, Types}
import org.apache.spark.sql.thermite.exec.{LeafPartition, TaskHost}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.StructType

/**
 * A Parquet scan of DataSource V1. Spark lists and splits the files; the filters stand here so that
 * rules see their subqueries.
 */
final case class NativeScanExec(
    partitionFilters: Seq[Expression],
    dataFilters: Seq[Expression],
    original: FileSourceScanExec) extends LeafExecNode with NativeExec with Leaf {

  override def output: Seq[Attribute] = original.output

  override def outputPartitioning: Partitioning = original.outputPartitioning

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.scan(this)

  override def nodeName: String = s"NativeParquetScan ${original.tableIdentifier.map(_.unquotedString).getOrElse("")}".trim

  override protected def stringArgs: Iterator[Any] =
    Iterator(output.mkString("[", ",", "]")) ++ original.metadata.map { case (k, v) => s"$k: $v" }

  override protected def doCanonicalize(): SparkPlan =
    NativeScanExec(
      QueryPlan.normalizePredicates(partitionFilters, output),
      QueryPlan.normalizePredicates(dataFilters, output),
      original.canonicalized.asInstanceOf[FileSourceScanExec])

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    val partitionSchema = original.relation.partitionSchema
    for {
      fields <- Types.schema(original.requiredSchema)
      partitionFields <- Types.schema(partitionSchema)
      layout <- if (builder.executing) files(id, partitionSchema) else Right(Partitions(Array.empty))
    } yield {
      val scan = proto.ParquetScan
        .newBuilder()
        .setFileSchema(fields)
        .setPartitionSchema(partitionFields)
        .setCaseSensitive(conf.caseSensitiveAnalysis)
        .setTimeZone(conf.sessionLocalTimeZone)
      Block(builder.operator(id).setParquetScan(scan).build(), layout)
    }
  }

  private def files(id: Int, partitionSchema: StructType): Converted[Layout] = {
    val scan = original.copy(partitionFilters = partitionFilters, dataFilters = dataFilters)
    val rdd = scan.inputRDD.asInstanceOf[FileScanRDD]
    Fallback
      .all(rdd.filePartitions.map(NativeScanExec.part(id, _, partitionSchema)))
      .map(parts => Partitions(parts.toArray))
  }
}

object NativeScanExec {

  def convert(scan: FileSourceScanExec): Converted[NativeScanExec] = {
    val native = NativeScanExec(scan.partitionFilters, scan.dataFilters, scan)
    val sqlConf = SQLConf.get
    val reasons = Seq(
      (scan.relation.fileFormat.getClass != classOf[ParquetFileFormat]) ->
        s"files of format ${scan.relation.fileFormat} have no native scan",
      scan.fileConstantMetadataColumns.nonEmpty -> "the scan reads _metadata columns",
      scan.output.exists(_.name.startsWith("_tmp_metadata")) -> "the scan reads row indexes",
      (scan.output.length != scan.requiredSchema.length + scan.relation.partitionSchema.length) ->
        "the scan has columns of its own",
      sqlConf.ignoreCorruptFiles -> "spark.sql.files.ignoreCorruptFiles is set",
      sqlConf.ignoreMissingFiles -> "spark.sql.files.ignoreMissingFiles is set",
      scan.relation.location.rootPaths.exists(p => !Set(null, "file").contains(p.toUri.getScheme)) ->
        "only local files are read natively",
      scan.relation.sparkSession.sparkContext.hadoopConfiguration
        .get("parquet.crypto.factory.class", "").nonEmpty -> "Parquet encryption is set up")
    val against = reasons.collect { case (true, reason) => reason }
    if (against.nonEmpty) Left(Fallback(against))
    else native.block(new BlockBuilder(executing = false)).map(_ => native)
  }

  private def part(
      id: Int,
      partition: FilePartition,
      partitionSchema: StructType): Converted[Part] =
    Fallback.all(partition.files.toSeq.map(file(_, partitionSchema))).map { files =>
      val message = proto.Files.newBuilder()
      files.foreach(message.addFiles(_))
      Part(Seq(FilesLeaf(id, message.build().toByteArray)))
    }

  private def file(file: PartitionedFile, partitionSchema: StructType): Converted[proto.Files.File] =
    values(file.partitionValues, partitionSchema).map { values =>
      val builder = proto.Files.File
        .newBuilder()
        .setPath("file:" + file.toPath.toUri.getPath)
        .setStart(file.start)
        .setLength(file.length)
        .setFileSize(file.fileSize)
        .setModificationTimeMs(file.modificationTime)
      values.foreach(builder.addPartitionValues(_))
      builder.build()
    }

  private def values(row: InternalRow, schema: StructType): Converted[Seq[proto.Literal]] =
    Fallback.all(row.toSeq(schema).zip(schema.fields).map { case (value, field) =>
      Literals.convert(value, field.dataType)
    })
}

/** The files of one task. */
final case class FilesLeaf(operatorId: Int, files: Array[Byte]) extends LeafPartition {
  override def open(host: TaskHost, context: TaskContext): proto.LeafInput =
    proto.LeafInput.newBuilder().setOperatorId(operatorId).setFiles(proto.Files.parseFrom(files)).build()
}
