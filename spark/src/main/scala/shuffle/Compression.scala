package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.SparkConf
import org.apache.spark.internal.config

/** The codec of shuffle blocks: Spark's settings; lzf, which native code lacks, becomes lz4. */
object Compression {
  def of(conf: SparkConf): (String, Int) =
    if (!conf.get(config.SHUFFLE_COMPRESS)) ("none", 0)
    else
      conf.get(config.IO_COMPRESSION_CODEC).toLowerCase match {
        case "zstd" | "org.apache.spark.io.zstdcompressioncodec" =>
          ("zstd", conf.get(config.IO_COMPRESSION_ZSTD_LEVEL))
        case "snappy" | "org.apache.spark.io.snappycompressioncodec" => ("snappy", 0)
        case _ => ("lz4", 0)
      }
}
