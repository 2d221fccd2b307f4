package org.apache.spark.sql.thermite.plugin

import org.apache.spark.SparkContext
import org.apache.spark.sql.SparkSessionExtensions
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.execution.{ColumnarRule, SparkPlan}
import org.apache.spark.sql.execution.exchange.Exchange
import org.apache.spark.sql.internal.StaticSQLConf
import org.apache.spark.sql.thermite.cache.ArrowCacheSerializer
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.operator.{NativeRowsExec, RowInputs}
import org.apache.spark.sql.thermite.rule.{AdaptiveReads, ReduceBeforeShuffle, ReplaceOperators, SplitSkew}

/**
 * Where Thermite meets a query. Read this page first.
 *
 * With adaptive execution, `ReplaceOperators` sees the whole physical plan before it is cut into
 * stages, and again whenever it is planned anew; without it, the plan before Spark puts transitions
 * between rows and columns in. Both see the plan after Spark's own preparations (distribution, sorts,
 * skew). The rule changes nothing that is native already. Spark's rules for a new stage see native
 * operators; `AdaptiveReads` runs those again that would have treated Spark's own otherwise.
 * `ReduceBeforeShuffle` alone works on the logical plan.
 */
class SessionExtension extends (SparkSessionExtensions => Unit) {
  override def apply(extensions: SparkSessionExtensions): Unit = {
    extensions.injectPreCBORule(_ => ReduceBeforeShuffle)
    extensions.injectQueryStagePrepRule(_ => SplitSkew)
    extensions.injectQueryStagePrepRule(_ => ReplaceOperators)
    extensions.injectQueryStageOptimizerRule(session => new AdaptiveReads.Coalesce(session))
    extensions.injectQueryStageOptimizerRule(_ => AdaptiveReads.Local)
    extensions.injectColumnar(_ =>
      new ColumnarRule {
        override def preColumnarTransitions: Rule[SparkPlan] = ReplaceWholePlan

        override def postColumnarTransitions: Rule[SparkPlan] = Transitions
      })
  }
}

/**
 * A plan that is not cut into stages. A stage of adaptive execution, whose root is an exchange, is as
 * the whole plan was decided.
 */
private object ReplaceWholePlan extends Rule[SparkPlan] {
  override def apply(plan: SparkPlan): SparkPlan = plan match {
    case stage: Exchange if conf.adaptiveExecutionEnabled => stage
    case whole => ReplaceOperators(whole)
  }
}

private object Transitions extends Rule[SparkPlan] {
  override def apply(plan: SparkPlan): SparkPlan = NativeRowsExec.use(RowInputs.withoutTransitions(plan))
}

object SessionExtension {
  /** For every session that starts on `sc`: the rules, the reasons in EXPLAIN, and the cache. */
  def install(sc: SparkContext): Unit = {
    append(sc, "spark.sql.extensions", classOf[SessionExtension].getName)
    append(
      sc,
      "spark.sql.extendedExplainProviders",
      "org.apache.spark.sql.thermite.fallback.ExplainReasons")
    if (ThermiteConf.CacheEnabled.get(sc.conf)) {
      sc.conf.setIfMissing(
        StaticSQLConf.SPARK_CACHE_SERIALIZER.key,
        classOf[ArrowCacheSerializer].getName)
    }
  }

  private def append(sc: SparkContext, key: String, value: String): Unit = {
    val others = sc.conf.getOption(key).filter(_.nonEmpty)
    sc.conf.set(key, (others.toSeq :+ value).mkString(","))
  }
}
