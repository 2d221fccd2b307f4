package org.apache.spark.sql.thermite.cache

import scala.collection.JavaConverters._

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression, IsNotNull, IsNull, UnsafeProjection}
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.columnar.{CachedBatch, SimpleMetricsCachedBatchSerializer}
import org.apache.spark.sql.execution.columnar.{DefaultCachedBatch, DefaultCachedBatchSerializer}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.arrow.NativeColumnVector
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.exec.{NativeIterator, NativeRDD}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.StructType
import org.apache.spark.sql.vectorized.ColumnarBatch
import org.apache.spark.storage.StorageLevel

/**
 * Keeps cached tables as encoded columns. Batches end where those of Spark's own serializer end and
 * have its statistics, so that the same are pruned, also where a NaN should have kept one; of collated
 * strings they have none. They are of Spark's class, which all of Spark's storage knows; tables of types
 * without a native form are left to Spark's serializer.
 */
class ArrowCacheSerializer extends SimpleMetricsCachedBatchSerializer {
  private val sparks = new DefaultCachedBatchSerializer

  override def supportsColumnarInput(schema: Seq[Attribute]): Boolean =
    CacheSchema.isNative(schema) && ThermiteConf.Enabled.get(SQLConf.get)

  override def convertColumnarBatchToCachedBatch(
      input: RDD[ColumnarBatch],
      schema: Seq[Attribute],
      storageLevel: StorageLevel,
      conf: SQLConf): RDD[CachedBatch] = input match {
    case native: NativeRDD => cached(native, schema, conf)
    case vectors =>
      val rows = vectors.mapPartitionsInternal(_.flatMap(_.rowIterator().asScala))
      convertInternalRowToCachedBatch(rows, schema, storageLevel, conf)
  }

  override def convertInternalRowToCachedBatch(
      input: RDD[InternalRow],
      schema: Seq[Attribute],
      storageLevel: StorageLevel,
      conf: SQLConf): RDD[CachedBatch] =
    if (CacheSchema.isNative(schema)) {
      cached(CachedRowsExec.block(input, DataTypeUtils.fromAttributes(schema), conf), schema, conf)
    } else sparks.convertInternalRowToCachedBatch(input, schema, storageLevel, conf)

  private def cached(input: NativeRDD, schema: Seq[Attribute], conf: SQLConf): RDD[CachedBatch] = {
    val types = schema.map(_.dataType).toArray
    val rows = conf.columnBatchSize
    val compress = conf.useCompression
    input.mapPartitionsInternal { batches =>
      batches.asInstanceOf[NativeIterator].cached(rows, compress).map { parts =>
        val header = proto.CachedBatch.parseFrom(parts.head)
        DefaultCachedBatch(header.getRows, parts.tail, CacheStatistics.row(header, types))
      }
    }
  }

  override def buildFilter(
      predicates: Seq[Expression],
      cachedAttributes: Seq[Attribute]): (Int, Iterator[CachedBatch]) => Iterator[CachedBatch] = {
    def isKnown(column: Attribute): Boolean = CacheStatistics.hasBounds(column.dataType)
    val known = if (!CacheSchema.isNative(cachedAttributes)) predicates
    else predicates.filter {
      case IsNull(_: Attribute) | IsNotNull(_: Attribute) => true
      case other => other.references.forall(isKnown)
    }
    super.buildFilter(known, cachedAttributes)
  }

  override def supportsColumnarOutput(schema: StructType): Boolean =
    CacheSchema.isNative(schema) || sparks.supportsColumnarOutput(schema)

  override def vectorTypes(attributes: Seq[Attribute], conf: SQLConf): Option[Seq[String]] =
    if (CacheSchema.isNative(attributes)) {
      Some(attributes.map(_ => classOf[NativeColumnVector].getName))
    } else sparks.vectorTypes(attributes, conf)

  override def convertCachedBatchToColumnarBatch(
      input: RDD[CachedBatch],
      cacheAttributes: Seq[Attribute],
      selectedAttributes: Seq[Attribute],
      conf: SQLConf): RDD[ColumnarBatch] =
    if (CacheSchema.isNative(cacheAttributes)) {
      input.mapPartitionsInternal(CacheReader.columnar(cacheAttributes, selectedAttributes))
    } else {
      sparks.convertCachedBatchToColumnarBatch(input, cacheAttributes, selectedAttributes, conf)
    }

  override def convertCachedBatchToInternalRow(
      input: RDD[CachedBatch],
      cacheAttributes: Seq[Attribute],
      selectedAttributes: Seq[Attribute],
      conf: SQLConf): RDD[InternalRow] =
    if (CacheSchema.isNative(cacheAttributes)) {
      val read = CacheReader.columnar(cacheAttributes, selectedAttributes)
      val types = selectedAttributes.map(_.dataType).toArray
      input.mapPartitionsInternal { batches =>
        val project = UnsafeProjection.create(types)
        read(batches).flatMap(_.rowIterator().asScala).map(project)
      }
    } else {
      sparks.convertCachedBatchToInternalRow(input, cacheAttributes, selectedAttributes, conf)
    }
}
