package org.apache.spark.sql.thermite.tpch

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Path, Paths}

import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.docs.PlanGoldens
import org.apache.spark.sql.thermite.sql.Rows

/**
 * The 22 queries of TPC-H, from Spark's tests jar, over [[TpchTables]] and over the Parquet files
 * that the system property `tpch.data` names, if they are there: equal to plain Spark and fully
 * native, with adaptive execution and without.
 */
class TpchSuite extends PlanGoldens {
  private val data = Option(System.getProperty("tpch.data")).map(Paths.get(_))

  private def query(name: String): String = {
    val stream = Thread.currentThread().getContextClassLoader.getResourceAsStream(s"tpch/$name.sql")
    try new String(stream.readAllBytes(), StandardCharsets.UTF_8)
    finally stream.close()
  }

  private lazy val generated: Path = {
    val folder = Files.createTempDirectory("thermite-tpch")
    vanilla(TpchTables.write(spark, folder))
    folder
  }

  private def register(folder: Path): Unit = TpchTables.names.foreach { table =>
    spark.read.parquet(folder.resolve(table).toString).createOrReplaceTempView(table)
  }

  private def queries(of: String, folder: => Path): Unit =
    for (aqe <- Seq(true, false); number <- 1 to 22) {
      test(s"q$number of $of, adaptive execution ${if (aqe) "on" else "off"}") {
        withConf("spark.sql.adaptive.enabled" -> aqe.toString) {
          register(folder)
          val result = compare(query(s"q$number"))
          assert(result.difference.isEmpty)
          assert(result.actual.asInstanceOf[Rows].lines.nonEmpty, "no rows prove nothing")
          result.frame.foreach { frame =>
            assert(!ThermiteSession.isNative || left(frame).isEmpty, reasons(frame).mkString("; "))
          }
          assertNothingLeaks()
        }
      }
    }

  (1 to 22).foreach { number =>
    test(s"plan of q$number") {
      register(generated)
      checkPlan(s"tpch/q$number", query(s"q$number"))
    }
  }

  queries("generated tables", generated)
  data.filter(d => Files.exists(d.resolve("lineitem"))).foreach { folder =>
    queries(folder.getFileName.toString, folder)
  }
}
