package org.apache.spark.sql.thermite.rule

import org.apache.spark.SparkConf
import org.apache.spark.internal.config
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted

/** Settings under which exchanges cannot be native. */
object Shuffles {
  private val Cipher = "AES/CTR/NoPadding"

  /** Since Spark 4.1; wants checksums of rows, which native map outputs have not. */
  private val RetryOnMismatch = "spark.sql.shuffle.orderIndependentChecksum.enableFullRetryOnMismatch"

  def check(conf: SparkConf, session: SQLConf): Converted[Unit] = {
    val cipher = conf.get(config.IO_CRYPTO_CIPHER_TRANSFORMATION)
    if (!ThermiteConf.ExchangeEnabled.get(session)) {
      Fallback.because(s"${ThermiteConf.ExchangeEnabled.key} is false")
    } else if (conf.get(config.IO_ENCRYPTION_ENABLED) && cipher != Cipher) {
      Fallback.because(s"${config.IO_CRYPTO_CIPHER_TRANSFORMATION.key} is $cipher; allowed: $Cipher")
    } else if (session.getConfString(RetryOnMismatch, "false").toBoolean) {
      Fallback.because(s"$RetryOnMismatch is set")
    } else Right(())
  }
}
