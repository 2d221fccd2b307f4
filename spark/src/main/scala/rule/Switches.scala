package org.apache.spark.sql.thermite.rule

import java.util.concurrent.ConcurrentHashMap

import org.apache.spark.internal.Logging
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.{AllConfs, ConfigEntry, ThermiteConf}
import org.apache.spark.sql.thermite.expr.ExprRegistry
import org.apache.spark.sql.thermite.operator.OperatorRegistry

/** The settings that keep an operator or an expression on the JVM, by their names. */
object Switches extends Logging {
  private val warned = ConcurrentHashMap.newKeySet[String]()

  private lazy val operators: Set[String] = OperatorRegistry.converters.keySet.map(name(_))

  private lazy val exprs: Set[String] = ExprRegistry.names.toSet

  private def name(operator: Class[_]): String = operator.getSimpleName.stripSuffix("Exec")

  def operator(plan: SparkPlan): ConfigEntry[Boolean] =
    ThermiteConf.operator(name(plan.getClass))

  /** One WARN for each key that is no setting, and so has no effect. */
  def warn(conf: SQLConf): Unit =
    AllConfs.unknown(conf, operators, exprs).filter(warned.add).foreach { key =>
      logWarning(s"$key is no setting of Thermite and has no effect")
    }
}
