package org.apache.spark.sql.thermite.convert

import java.time.{Instant, ZoneId}

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions.{Expression, Literal}
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.internal.SQLConf

/** Time zones by the names that native code knows, which has their rules from [[TimeZones]]. */
object SessionZone {

  /** That of `spark.sql.session.timeZone`. */
  def name: String = name(DateTimeUtils.getZoneId(SQLConf.get.sessionLocalTimeZone))

  /** The zone that a constant names, if it names one. */
  def constant(zone: Expression): Option[Literal] =
    if (!zone.foldable) None
    else {
      Try(Option(zone.eval(null)).map(v => DateTimeUtils.getZoneId(v.toString))).toOption.flatten
        .map(found => Literal(name(found)))
    }

  /** An offset such as Z or +08:00 if the zone has one only, else the region. */
  private def name(zone: ZoneId): String = {
    val rules = zone.getRules
    if (rules.isFixedOffset) rules.getOffset(Instant.EPOCH).getId else zone.getId
  }
}
