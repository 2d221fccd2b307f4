package org.apache.spark.sql.thermite.convert

import java.time.{Instant, ZoneId}

import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.internal.SQLConf

/**
 * `spark.sql.session.timeZone`. Native code knows zones of one offset; the rules of others are the
 * JVM's own.
 */
object SessionZone {
  private def zone: ZoneId = DateTimeUtils.getZoneId(SQLConf.get.sessionLocalTimeZone)

  def isFixed: Boolean = zone.getRules.isFixedOffset

  /** As native code takes it: an offset such as Z or +08:00 if the zone has one. */
  def name: String =
    if (isFixed) zone.getRules.getOffset(Instant.EPOCH).getId else SQLConf.get.sessionLocalTimeZone
}
