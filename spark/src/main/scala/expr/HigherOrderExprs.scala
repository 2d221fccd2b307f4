package org.apache.spark.sql.thermite.expr

import scala.reflect.ClassTag

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.form
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.types.{DoubleType, FloatType}

/** Functions of functions: native if all of the lambda's body is. */
object HigherOrderExprs {

  val rules: Seq[Rule] = Seq(
    lambda[ArrayTransform](_ => "transform"),
    lambda[ArrayFilter](_ => "filter"),
    lambda[ArrayExists](e => if (e.followThreeValuedLogic) "exists" else "exists_or_false"),
    lambda[ArrayForAll](_ => "forall"),
    lambda[ArrayAggregate](_ => "aggregate"),
    lambda[ZipWith](_ => "zip_with"),
    limited[TransformKeys]("transform_keys", MapExprs.builtKeys) { e =>
      MapExprs.isBuilt(e.dataType.keyType)
    },
    lambda[TransformValues](_ => "transform_values"),
    lambda[MapFilter](_ => "map_filter"),
    limited[MapZipWith](
      "map_zip_with",
      "only keys without parts that are no floating-point numbers") { e =>
      e.keyType match {
        case FloatType | DoubleType => false
        case other => MapExprs.isFlat(other)
      }
    })

  private def lambda[E <: HigherOrderFunction: ClassTag](name: E => String): Rule =
    form[E]((e, c) => c.higherOrder(e, name(e)))

  private def limited[E <: HigherOrderFunction: ClassTag](name: String, limit: String)(
      isNative: E => Boolean): Rule =
    Rule.limited[E](limit) { (e, c) =>
      if (isNative(e)) c.higherOrder(e, name, MapExprs.dedup)
      else Fallback.because(s"$name has no native version for these arguments: $limit")
    }
}
