package org.apache.spark.sql.thermite.shuffle

import java.nio.charset.StandardCharsets.ISO_8859_1
import java.nio.file.Files

/** Shuffles under `spark.io.encryption.enabled`. */
class EncryptedShuffleSuite extends ShuffleTests {
  override protected def confs: Seq[(String, String)] = Seq(
    "spark.io.encryption.enabled" -> "true",
    "spark.io.encryption.keySizeBits" -> "256",
    // So that bytes would be found as they are.
    "spark.shuffle.compress" -> "false")

  test("rows are those of Spark") {
    for (adaptive <- Seq("true", "false")) withConf("spark.sql.adaptive.enabled" -> adaptive) {
      Seq(aggregate, join, repartition, "SELECT sum(id) FROM facts").foreach(check(_))
    }
    assertNothingLeaks()
  }

  test("no value is in a file") {
    val before = dataFiles().toSet
    spark.sql("SELECT /*+ REPARTITION(4, k) */ concat('secret-', s) AS t FROM facts").collect()
    val files = dataFiles().filterNot(before).filter(_.length() > 0)
    assert(files.nonEmpty)
    files.foreach { file =>
      assert(!new String(Files.readAllBytes(file.toPath), ISO_8859_1).contains("secret-"))
    }
    assert(temporaryFiles().isEmpty)
  }

  test("a corrupt block is a fetch failure") {
    withConf("spark.sql.adaptive.enabled" -> "false") {
      val before = dataFiles().toSet
      val rows = spark.sql(repartition).queryExecution.toRdd
      assert(rows.count() == 20000)
      dataFiles().filterNot(before).filter(_.length() > 0).foreach(corrupt)
      val (count, seen) = watched(rows.count())
      assert(count == 20000)
      assert(seen.failures.isEmpty && seen.fetchFailures.nonEmpty)
    }
  }
}
