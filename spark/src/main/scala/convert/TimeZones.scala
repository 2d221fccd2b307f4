package org.apache.spark.sql.thermite.convert

import java.time.{Instant, ZoneId}
import java.time.zone.{ZoneOffsetTransitionRule, ZoneRules}

import scala.collection.mutable

import org.apache.spark.sql.thermite.proto

/**
 * The JVM's time zones for native code, so that both know the same: versions of the time zone database
 * differ.
 */
object TimeZones {

  /** All regions, and the short names that `SparkDateTimeUtils.getZoneId` knows. */
  def all: proto.TimeZones = {
    val byName = mutable.Map.empty[String, ZoneId]
    ZoneId.getAvailableZoneIds.forEach(id => byName += id -> ZoneId.of(id))
    ZoneId.SHORT_IDS.forEach((name, id) => byName += name -> ZoneId.of(id))
    val zones = proto.TimeZones.newBuilder()
    byName.toSeq.groupBy(_._2.getRules).foreach { case (rules, named) =>
      zones.addZones(zone(named.map(_._1), rules))
    }
    zones.build()
  }

  private def zone(names: Seq[String], rules: ZoneRules): proto.TimeZone.Builder = {
    val zone = proto.TimeZone.newBuilder()
    names.foreach(zone.addNames(_))
    zone.setFirstOffset(rules.getOffset(Instant.MIN).getTotalSeconds)
    rules.getTransitions.forEach { change =>
      zone.addInstants(change.toEpochSecond).addOffsets(change.getOffsetAfter.getTotalSeconds)
    }
    rules.getTransitionRules.forEach(rule => zone.addYearly(yearly(rule)))
    zone
  }

  private def yearly(rule: ZoneOffsetTransitionRule): proto.TimeZone.YearlyChange.Builder = {
    import ZoneOffsetTransitionRule.TimeDefinition
    val endOfDay = 24 * 60 * 60
    proto.TimeZone.YearlyChange
      .newBuilder()
      .setMonth(rule.getMonth.getValue)
      .setDay(rule.getDayOfMonthIndicator)
      .setDayOfWeek(Option(rule.getDayOfWeek).fold(0)(_.getValue))
      .setSecondOfDay(if (rule.isMidnightEndOfDay) endOfDay else rule.getLocalTime.toSecondOfDay)
      .setTimeOf(rule.getTimeDefinition match {
        case TimeDefinition.UTC => proto.TimeZone.YearlyChange.TimeOf.UTC
        case TimeDefinition.WALL => proto.TimeZone.YearlyChange.TimeOf.WALL
        case TimeDefinition.STANDARD => proto.TimeZone.YearlyChange.TimeOf.STANDARD
      })
      .setStandardOffset(rule.getStandardOffset.getTotalSeconds)
      .setOffsetBefore(rule.getOffsetBefore.getTotalSeconds)
      .setOffsetAfter(rule.getOffsetAfter.getTotalSeconds)
  }
}
