package org.apache.spark.sql.thermite.tpch

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}

import org.apache.spark.sql.thermite.ThermiteSession

/**
 * The 22 queries of TPC-H, from Spark's tests jar, over generated Parquet (system property
 * `tpch.data`): equal to plain Spark and fully native, with adaptive execution and without.
 */
class TpchSuite extends ThermiteSession {
  private val data = Paths.get(System.getProperty("tpch.data"))
  private val tables =
    Seq("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")

  private def query(name: String): String = {
    val stream = Thread.currentThread().getContextClassLoader.getResourceAsStream(s"tpch/$name.sql")
    try new String(stream.readAllBytes(), StandardCharsets.UTF_8)
    finally stream.close()
  }

  private lazy val registered: Unit = tables.foreach { table =>
    require(Files.exists(data.resolve(table)), s"no $table in $data")
    spark.read.parquet(data.resolve(table).toString).createOrReplaceTempView(table)
  }

  for (aqe <- Seq(true, false); number <- 1 to 22) {
    test(s"q$number, adaptive execution ${if (aqe) "on" else "off"}") {
      registered
      withConf("spark.sql.adaptive.enabled" -> aqe.toString) {
        val sql = query(s"q$number")
        val expected = vanilla(shown(spark.sql(sql).collect(), ordered = false))
        val frame = spark.sql(sql)
        assert(shown(frame.collect(), ordered = false) == expected)
        assert(left(frame).isEmpty, s"on the JVM: ${reasons(frame).mkString("; ")}")
        assertNothingLeaks()
      }
    }
  }
}
