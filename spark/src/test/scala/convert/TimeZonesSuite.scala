package org.apache.spark.sql.thermite.convert

import java.time.{LocalDate, ZoneId, ZoneOffset}
import java.time.zone.{ZoneOffsetTransition, ZoneRules}

import scala.util.Random

import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.thermite.ThermiteSession

/** Native code reads the clocks of every time zone as java.time does. */
class TimeZonesSuite extends ThermiteSession {
  private val micros = 1000000L

  /** A zone of each set of rules. */
  private lazy val zones: Seq[ZoneId] = {
    val ids = ZoneId.getAvailableZoneIds.toArray(Array.empty[String]).sorted.map(ZoneId.of(_))
    ids.groupBy(_.getRules).values.map(_.head).toSeq.sortBy(_.getId)
  }

  private def changes(rules: ZoneRules): Seq[ZoneOffsetTransition] = {
    val listed = rules.getTransitions.toArray(Array.empty[ZoneOffsetTransition]).toSeq
    val years = Seq(2024, 2026, 2038, 2099, 2100, 2101, 2399, 2400, 2437, 2500, 3000, 9999, 20000, 292000)
    val later = years.flatMap { year =>
      val start = LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant
      Iterator.iterate(rules.nextTransition(start))(c => rules.nextTransition(c.getInstant)).takeWhile(_ != null).take(2)
    }
    listed ++ later
  }

  /** Seconds at which the zone's clocks change, by UTC and by themselves, and any others. */
  private def seconds(rules: ZoneRules, random: Random): Seq[Long] = {
    val near = changes(rules).flatMap { c =>
      val instant = c.toEpochSecond
      val readings = Seq(0, c.getOffsetBefore.getTotalSeconds, c.getOffsetAfter.getTotalSeconds)
      readings.flatMap(r => Seq(instant + r - 1, instant + r)) :+
        (instant + (c.getOffsetBefore.getTotalSeconds + c.getOffsetAfter.getTotalSeconds) / 2)
    }
    val common = Seq.fill(60)(random.nextInt().toLong * 2)
    val any = Seq.fill(60)(random.nextLong() / 1000000L / 2)
    near ++ common ++ any
  }

  test("instants and clocks of all zones") {
    val random = new Random(20240229)
    val session = spark
    import session.implicits._
    zones.grouped(25).foreach { group =>
      val rows = group.flatMap(z => seconds(z.getRules, random).map(s => z.getId -> (s * micros + 7)))
      spark.sql("DROP TABLE IF EXISTS zone_instants")
      vanilla(rows.toDF("zone", "v").coalesce(1).write.format("parquet").saveAsTable("zone_instants"))
      def each(function: String): String = group
        .map(z => s"WHEN '$z' THEN $function(timestamp_micros(v), '$z')")
        .mkString("CASE zone ", " ", " END")
      val frame = withConf("spark.thermite.jvmFunctions.enabled" -> "false")(
        spark.sql(
          s"""SELECT zone, v, unix_micros(${each("from_utc_timestamp")}),
             |unix_micros(${each("to_utc_timestamp")}) FROM zone_instants""".stripMargin))
      val found = withConf("spark.thermite.jvmFunctions.enabled" -> "false")(frame.collect())
      assert(left(frame).isEmpty, reasons(frame))
      assert(found.length == rows.length)
      val wrong = found.filter { row =>
        val (zone, v) = (row.getString(0), row.getLong(1))
        row.getLong(2) != DateTimeUtils.fromUTCTime(v, zone) || row.getLong(3) != DateTimeUtils.toUTCTime(v, zone)
      }
      assert(wrong.isEmpty, s"${wrong.length} of ${found.length}: ${wrong.take(5).mkString(" ")}")
    }
    spark.sql("DROP TABLE zone_instants")
  }

  test("days begin after a gap") {
    val random = new Random(7)
    val session = spark
    import session.implicits._
    val gaps = zones.filter(_.getRules.getTransitions.stream.anyMatch { c =>
      c.isGap && c.getDateTimeBefore.toLocalDate != c.getDateTimeAfter.minusNanos(1).toLocalDate ||
      c.isGap && c.getDateTimeBefore.toLocalTime.toSecondOfDay == 0
    })
    assert(gaps.size > 20)
    gaps.foreach { zone =>
      val days = seconds(zone.getRules, random).map(s => Math.floorDiv(s, 86400L)).filter(_.abs < 100000000L).distinct
      spark.sql("DROP TABLE IF EXISTS zone_days")
      vanilla(days.toDF("v").coalesce(1).write.format("parquet").saveAsTable("zone_days"))
      withConf("spark.sql.session.timeZone" -> zone.getId, "spark.thermite.jvmFunctions.enabled" -> "false") {
        val frame = spark.sql(
          "SELECT v, unix_micros(CAST(date_from_unix_date(CAST(v AS INT)) AS TIMESTAMP)) FROM zone_days")
        val found = frame.collect()
        assert(left(frame).isEmpty, reasons(frame))
        val wrong = found.filter(r => r.getLong(1) != DateTimeUtils.daysToMicros(r.getLong(0).toInt, zone))
        assert(wrong.isEmpty, s"$zone: ${wrong.length} of ${found.length}: ${wrong.take(5).mkString(" ")}")
      }
    }
    spark.sql("DROP TABLE zone_days")
  }

  test("all names are known") {
    val names = new scala.collection.mutable.HashSet[String]
    TimeZones.all.getZonesList.forEach(_.getNamesList.forEach(n => names += n))
    ZoneId.getAvailableZoneIds.forEach(id => assert(names.contains(id)))
    ZoneId.SHORT_IDS.keySet.forEach(id => assert(names.contains(id)))
  }
}
