package org.apache.spark.sql.thermite.operator

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

import org.apache.spark.TaskContext
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.{FileSourceOptions, InternalRow}
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression}
import org.apache.spark.sql.catalyst.plans.QueryPlan
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.catalyst.util.RebaseDateTime
import org.apache.spark.sql.execution.{FileSourceScanExec, LeafExecNode, SparkPlan}
import org.apache.spark.sql.execution.datasources.{FilePartition, FileScanRDD, PartitionedFile}
import org.apache.spark.sql.execution.datasources.parquet.{ParquetFileFormat, ParquetOptions, ParquetUtils}
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.sources.Filter
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.convert.{Carriers, Literals, Types}
import org.apache.spark.sql.thermite.exec.{LeafPartition, TaskHost}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.Shims
import org.apache.spark.sql.types.{NullType, StructType, TimestampType}

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

  override def block(builder: BlockBuilder): Converted[Block] =
    ParquetFiles.block(
      this,
      builder,
      original.requiredSchema,
      original.relation.partitionSchema,
      original.relation.options,
      original
        .copy(
          relation = original.relation.copy(fileFormat = FilesOnly)(original.relation.sparkSession),
          partitionFilters = partitionFilters,
          dataFilters = dataFilters)
        .inputRDD
        .asInstanceOf[FileScanRDD]
        .filePartitions)
}

/** The format of a scan whose files are listed and split, but not read: readers broadcast Hadoop's settings. */
private object FilesOnly extends ParquetFileFormat {
  override def buildReaderWithPartitionValues(
      sparkSession: SparkSession,
      dataSchema: StructType,
      partitionSchema: StructType,
      requiredSchema: StructType,
      filters: Seq[Filter],
      options: Map[String, String],
      hadoopConf: Configuration): PartitionedFile => Iterator[InternalRow] = _ => Iterator.empty
}

object NativeScanExec {

  def convert(scan: FileSourceScanExec): Converted[NativeScanExec] = {
    val native = NativeScanExec(scan.partitionFilters, scan.dataFilters, scan)
    val relation = scan.relation
    val reasons = Seq(
      (relation.fileFormat.getClass != classOf[ParquetFileFormat]) ->
        s"files of format ${relation.fileFormat} have no native scan",
      scan.fileConstantMetadataColumns.nonEmpty -> "the scan reads _metadata columns",
      scan.output.exists(_.name.startsWith("_tmp_metadata")) -> "the scan reads row indexes",
      (scan.output.length != scan.requiredSchema.length + relation.partitionSchema.length) ->
        "the scan has columns of its own")
    ParquetFiles.check(
      native,
      scan.requiredSchema,
      reasons,
      relation.options,
      relation.location.rootPaths,
      relation.sparkSession.sparkContext.hadoopConfiguration)
  }
}

/** A Parquet scan of DataSource V2. */
final case class NativeBatchScanExec(original: BatchScanExec, @transient scan: ParquetScan)
    extends LeafExecNode with NativeExec with Leaf {

  override def output: Seq[Attribute] = original.output

  override def outputPartitioning: Partitioning = original.outputPartitioning

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.scan(this)

  override def nodeName: String = s"NativeParquetScan ${original.table.name()}".trim

  override protected def stringArgs: Iterator[Any] =
    Iterator(output.mkString("[", ",", "]"), scan.description())

  override protected def doCanonicalize(): SparkPlan =
    NativeBatchScanExec(original.canonicalized.asInstanceOf[BatchScanExec], scan)

  override def block(builder: BlockBuilder): Converted[Block] =
    ParquetFiles.block(
      this,
      builder,
      scan.readDataSchema,
      scan.readPartitionSchema,
      NativeBatchScanExec.options(scan),
      original.inputPartitions.map(_.asInstanceOf[FilePartition]))
}

object NativeBatchScanExec {

  def convert(plan: BatchScanExec): Converted[NativeBatchScanExec] = plan.scan match {
    case scan: ParquetScan =>
      val reasons = Seq(
        scan.pushedAggregate.nonEmpty -> "an aggregate is pushed down to the scan",
        Shims.extractsVariants(scan) -> "the scan extracts fields of variants",
        plan.runtimeFilters.nonEmpty -> "the scan is filtered at run time",
        plan.keyGroupedPartitioning.nonEmpty -> "the scan is partitioned by key",
        (plan.output.length != scan.readSchema().length) -> "the scan has columns of its own")
      ParquetFiles.check(
        NativeBatchScanExec(plan, scan),
        scan.readDataSchema,
        reasons,
        options(scan),
        scan.fileIndex.rootPaths,
        scan.hadoopConf)
    case other => Fallback.because(s"a scan of ${other.getClass.getSimpleName} has no native version")
  }

  def options(scan: ParquetScan): Map[String, String] = {
    val options = Map.newBuilder[String, String]
    scan.options.asCaseSensitiveMap.forEach((key, value) => options += key -> value)
    options.result()
  }
}

/** What both versions of the data source share: files in, and what keeps them on the JVM. */
private object ParquetFiles {

  def check[P <: NativeExec with Leaf](
      native: P,
      schema: StructType,
      reasons: Seq[(Boolean, String)],
      options: Map[String, String],
      paths: Seq[Path],
      hadoop: Configuration): Converted[P] = {
    val files = new FileSourceOptions(options)
    val all = reasons ++ Seq(
      !ThermiteConf.ParquetScanEnabled.get(SQLConf.get) ->
        s"${ThermiteConf.ParquetScanEnabled.key} is false",
      files.ignoreCorruptFiles -> "corrupt files are to be ignored",
      files.ignoreMissingFiles -> "missing files are to be ignored",
      paths.exists(p => !Set(null, "file").contains(p.toUri.getScheme)) ->
        "only local files are read natively",
      schema.existsRecursively(_ == NullType) -> "it reads a column of type void",
      !native.conf.parquetVectorizedReaderEnabled ->
        s"${SQLConf.PARQUET_VECTORIZED_READER_ENABLED.key} is false",
      (native.conf.parquetFieldIdReadEnabled && ParquetUtils.hasFieldIds(schema)) ->
        "columns are found by their field ids",
      (native.conf.isParquetINT96TimestampConversion && schema.existsRecursively(_ == TimestampType)) ->
        s"${SQLConf.PARQUET_INT96_TIMESTAMP_CONVERSION.key} is true",
      hadoop.get("parquet.crypto.factory.class", "").nonEmpty -> "Parquet encryption is set up")
    val against = all.collect { case (true, reason) => reason }
    if (against.nonEmpty) Left(Fallback(against))
    else native.block(new BlockBuilder(executing = false)).map(_ => native)
  }

  /** Spark lists and splits the `files`, which are taken when the block is executed. */
  def block(
      plan: NativeExec,
      builder: BlockBuilder,
      schema: StructType,
      partitionSchema: StructType,
      options: Map[String, String],
      files: => Seq[FilePartition]): Converted[Block] = {
    val id = builder.idOf(plan)
    val inMemory = schema.find(f => Carriers.isOnlyInMemory(f.dataType))
    for {
      _ <- inMemory.map(f => Fallback(s"type ${f.dataType.sql} in files has no native form")).toLeft(())
      fields <- Types.schema(schema)
      partitionFields <- Types.schema(partitionSchema)
      parts <- Fallback.all(
        if (builder.executing) files.map(part(id, _, partitionSchema)) else Nil)
    } yield {
      val scan = proto.ParquetScan
        .newBuilder()
        .setFileSchema(fields)
        .setPartitionSchema(partitionFields)
        .setCaseSensitive(plan.conf.caseSensitiveAnalysis)
        .setTimeZone(plan.conf.sessionLocalTimeZone)
        .setRebaseMode(rebaseMode(new ParquetOptions(options, plan.conf)))
        .setFirstCommonMicros(RebaseDateTime.lastSwitchJulianTs)
        .setNullStructs(Shims.nullStructs(plan.conf))
      Block(builder.operator(id).setParquetScan(scan).build(), Partitions(parts.toArray))
    }
  }

  /** The stricter of the modes for files that no Spark wrote. */
  private def rebaseMode(options: ParquetOptions): proto.RebaseMode =
    Set(options.datetimeRebaseModeInRead, options.int96RebaseModeInRead) match {
      case modes if modes("LEGACY") => proto.RebaseMode.LEGACY_CALENDAR
      case modes if modes("EXCEPTION") => proto.RebaseMode.EXCEPTION
      case _ => proto.RebaseMode.CORRECTED
    }

  private def part(
      id: Int,
      partition: FilePartition,
      partitionSchema: StructType): Converted[Part] =
    Fallback.all(partition.files.toSeq.map(file(_, partitionSchema))).map { files =>
      val message = proto.Files.newBuilder()
      files.foreach(message.addFiles(_))
      Part(Seq(FilesLeaf(id, message.build().toByteArray, partition.preferredLocations().toSeq)))
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
final case class FilesLeaf(
    operatorId: Int,
    files: Array[Byte],
    override val preferredLocations: Seq[String]) extends LeafPartition {
  override def open(host: TaskHost, context: TaskContext): proto.LeafInput =
    proto.LeafInput.newBuilder().setOperatorId(operatorId).setFiles(proto.Files.parseFrom(files)).build()
}
