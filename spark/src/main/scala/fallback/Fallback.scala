package org.apache.spark.sql.thermite.fallback

/**
 * Why something stays on the JVM: one sentence a reason, for users. Converters return
 * `Either[Fallback, A]`; reasons accumulate.
 */
final case class Fallback(reasons: Seq[String]) {
  def ++(other: Fallback): Fallback = Fallback((reasons ++ other.reasons).distinct)
}

object Fallback {
  type Converted[A] = Either[Fallback, A]

  def apply(reason: String): Fallback = Fallback(Seq(reason))

  def because[A](reason: String): Converted[A] = Left(Fallback(reason))

  /** All of `results`, or the reasons of all that failed. */
  def all[A](results: Seq[Converted[A]]): Converted[Seq[A]] = {
    val failed = results.collect { case Left(fallback) => fallback }
    if (failed.isEmpty) Right(results.collect { case Right(value) => value })
    else Left(failed.reduce(_ ++ _))
  }

  /** The first of `results` that has not failed, or the reasons of all. */
  def first[A](results: Seq[() => Converted[A]]): Converted[A] =
    results.tail.foldLeft(results.head()) {
      case (Left(fallback), next) => next().left.map(fallback ++ _)
      case (converted, _) => converted
    }

  def both[A, B](a: Converted[A], b: Converted[B]): Converted[(A, B)] = (a, b) match {
    case (Right(x), Right(y)) => Right((x, y))
    case (Left(x), Left(y)) => Left(x ++ y)
    case (Left(x), _) => Left(x)
    case (_, Left(y)) => Left(y)
  }
}
