package org.apache.spark.sql.thermite.tpcds

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Path, Paths}

import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.docs.PlanGoldens

/**
 * The 103 queries of TPC-DS, from Spark's tests jar, over the Parquet files that the system property
 * `tpcds.data` names: equal to plain Spark, and their plans are those of src/test/plans/tpcds.
 */
class TpcdsSuite extends PlanGoldens {
  private val data = Option(System.getProperty("tpcds.data")).map(Paths.get(_))

  private val names: Seq[String] = (1 to 99).flatMap {
    case i @ (14 | 23 | 24 | 39) => Seq(s"q${i}a", s"q${i}b")
    case i => Seq(s"q$i")
  }

  private def query(name: String): String = {
    val stream = Thread.currentThread().getContextClassLoader.getResourceAsStream(s"tpcds/$name.sql")
    try new String(stream.readAllBytes(), StandardCharsets.UTF_8)
    finally stream.close()
  }

  private def register(folder: Path): Unit = {
    val tables = Files.list(folder)
    try tables.filter(Files.isDirectory(_)).forEach { table =>
        spark.read.parquet(table.toString).createOrReplaceTempView(table.getFileName.toString)
      }
    finally tables.close()
  }

  data.filter(d => Files.exists(d.resolve("store_sales"))).foreach { folder =>
    lazy val registered = register(folder)
    names.foreach { name =>
      test(name) {
        registered
        val result = compare(query(name), tolerance = Some(1e-9))
        assert(result.difference.isEmpty)
        result.frame.foreach { frame =>
          // Adaptive execution leaves an EmptyRelation of operators that gave no rows.
          val onJvm = left(frame).filterNot(_ == "EmptyRelation")
          assert(!ThermiteSession.isNative || onJvm.isEmpty, reasons(frame).mkString("; "))
        }
        assertNothingLeaks()
      }
      test(s"plan of $name") {
        registered
        checkPlan(s"tpcds/$name", query(name))
      }
    }
  }
}
