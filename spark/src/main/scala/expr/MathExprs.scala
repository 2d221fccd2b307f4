package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero
import org.apache.spark.sql.thermite.expr.Rule.{call, form, raising}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/** Arithmetic of numbers, their bits, and hashes. */
object MathExprs {
  private val numbers = "only numbers"
  private val negated = "only numbers, decimals of up to 34 digits"
  private val doubles = "only doubles"
  private val floats = "only floating-point numbers"
  private val exact = "only whole numbers and decimals"
  private val upToJava23 = "only where java.lang.Math is StrictMath: up to Java 23"
  private val seeded = "only with the seed 42"

  private def isNumber(e: Expression): Boolean = e.dataType.isInstanceOf[NumericType]

  /** Scala's BigDecimal rounds what it negates to 34 digits (`Decimal.unary_-`). */
  private def isRounded(e: Expression): Boolean = e.dataType match {
    case d: DecimalType => d.precision > java.math.MathContext.DECIMAL128.getPrecision
    case _ => false
  }

  private def isFloat(e: Expression): Boolean = e.dataType == FloatType || e.dataType == DoubleType

  private def isExact(e: Expression): Boolean = isNumber(e) && !isFloat(e)

  private def isFlat(e: Expression): Boolean = e.dataType match {
    case _: ArrayType | _: MapType | _: StructType => false
    case _ => true
  }

  /** A function of numbers that has another name for intervals. */
  private def orOfIntervals(function: String)(ofNumbers: Rule): Rule =
    ofNumbers.copy(
      limit = s"${ofNumbers.limit}, day-time and year-month intervals",
      convert = (e, c) =>
        if (VersionExprs.intervalErrors && IntervalExprs.isInterval(e)) {
          c.call(e, function, e.children, EvalMode.LEGACY)
        } else ofNumbers.convert(e, c))

  private def arithmetic[E <: BinaryArithmetic: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, numbers, VersionExprs.evalMode(_)) {
      case e if isNumber(e.left) => Seq(e.left, e.right)
    }

  private def bits[E <: BinaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => Seq(e.left, e.right) }

  private def double[E <: UnaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, doubles) { case e if e.child.dataType == DoubleType => Seq(e.child) }

  /** HotSpot's own code for these functions of `Math` began with Java 24. */
  private val isStrict: Boolean = Runtime.version().feature() < 24

  private def strict[E <: UnaryMathExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, upToJava23) { case e if isStrict => Seq(e.child) }

  private def strict2[E <: BinaryMathExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, upToJava23) { case e if isStrict => Seq(e.left, e.right) }

  private def round[E <: RoundBase: scala.reflect.ClassTag](
      function: String,
      failOnError: E => Boolean): Rule =
    call[E](function, exact, e => raising(failOnError(e))) {
      case e if isExact(e.left) && e.right.foldable => Seq(e.left, e.right)
    }

  val rules: Seq[Rule] = Seq(
    orOfIntervals("add_interval")(arithmetic[Add]("+")),
    orOfIntervals("subtract_interval")(arithmetic[Subtract]("-")),
    arithmetic[Multiply]("*"),
    arithmetic[Divide]("/"),
    arithmetic[IntegralDivide]("div"),
    arithmetic[Remainder]("%"),
    arithmetic[Pmod]("pmod"),
    orOfIntervals("negate_interval")(
      call[UnaryMinus]("negative", negated, e => raising(e.failOnError)) {
        case e if isNumber(e) && !isRounded(e) => Seq(e.child)
      }),
    call[Abs]("abs", negated, e => raising(e.failOnError)) {
      case e if isNumber(e) && !isRounded(e) => Seq(e.child)
    },
    round[Round]("round", _.ansiEnabled),
    round[BRound]("bround", _.ansiEnabled),
    round[RoundCeil]("ceil", _ => false),
    round[RoundFloor]("floor", _ => false),
    call[Ceil]("ceil") { case e => Seq(e.child) },
    call[Floor]("floor") { case e => Seq(e.child) },
    double[Sqrt]("sqrt"),
    double[Rint]("rint"),
    double[Signum]("sign"),
    double[Exp]("exp"),
    double[Expm1]("expm1"),
    double[Log]("ln"),
    double[Log2]("log2"),
    double[Log10]("log10"),
    double[Log1p]("log1p"),
    call[Logarithm]("log") { case e => Seq(e.left, e.right) },
    call[Pow]("power") { case e => Seq(e.left, e.right) },
    double[Acosh]("acosh"),
    double[Asinh]("asinh"),
    double[Atanh]("atanh"),
    double[ToDegrees]("degrees"),
    double[ToRadians]("radians"),
    strict[Acos]("acos"),
    strict[Asin]("asin"),
    strict[Atan]("atan"),
    strict[Cbrt]("cbrt"),
    strict[Cosh]("cosh"),
    strict[Sinh]("sinh"),
    strict[Tanh]("tanh"),
    strict2[Atan2]("atan2"),
    strict2[Hypot]("hypot"),
    form[NaNvl] { (e, c) =>
      if (e.left.deterministic) c.convert(If(IsNaN(e.left), e.right, e.left))
      else Fallback.because("nanvl of a value that is not deterministic has no native version")
    },
    call[Factorial]("factorial") { case e => Seq(e.child) },
    call[WidthBucket]("width_bucket", doubles) {
      case e if e.value.dataType == DoubleType => e.children
    },
    call[Conv]("conv", mode = e => raising(e.ansiEnabled)) {
      case e => Seq(e.numExpr, e.fromBaseExpr, e.toBaseExpr)
    },
    call[IsNaN]("isnan") { case e => Seq(e.child) },
    call[Greatest]("greatest", "no nested values") { case e if isFlat(e) => e.children },
    call[Least]("least", "no nested values") { case e if isFlat(e) => e.children },
    call[FormatNumber]("format_number", s"$exact, a constant number of up to 100 places") {
      case e @ FormatNumber(x, Literal(places: Int, IntegerType)) if isExact(x) && places <= 100 =>
        e.children
    },
    call[Hex]("hex") { case e => Seq(e.child) },
    call[Unhex]("unhex", mode = e => raising(e.failOnError)) { case e => Seq(e.child) },
    call[Bin]("bin") { case e => Seq(e.child) },
    bits[BitwiseAnd]("&"),
    bits[BitwiseOr]("|"),
    bits[BitwiseXor]("^"),
    call[BitwiseNot]("~") { case e => Seq(e.child) },
    call[BitwiseCount]("bit_count") { case e => Seq(e.child) },
    // Its errors have the name that the query uses.
    form[BitwiseGet] { (e, c) =>
      val function = if (e.prettyName == "getbit") "getbit" else "bit_get"
      c.call(e, function, e.children, EvalMode.LEGACY)
    },
    call[Md5]("md5") { case e => Seq(e.child) },
    call[Sha1]("sha1") { case e => Seq(e.child) },
    call[Sha2]("sha2") { case e => Seq(e.left, e.right) },
    call[Crc32]("crc32") { case e => Seq(e.child) },
    bits[ShiftLeft]("shiftleft"),
    bits[ShiftRight]("shiftright"),
    bits[ShiftRightUnsigned]("shiftrightunsigned"),
    call[Murmur3Hash]("hash", seeded) { case e if e.seed == 42 => e.children },
    call[BloomFilterMightContain]("might_contain", "only filters that subqueries make") {
      case e if !e.bloomFilterExpression.foldable && e.valueExpression.dataType == LongType =>
        Seq(e.bloomFilterExpression, e.valueExpression)
    },
    call[XxHash64]("xxhash64", seeded) { case e if e.seed == 42L => e.children },
    call[NormalizeNaNAndZero]("normalize_nan_and_zero", floats) {
      case e if isFloat(e) => Seq(e.child)
    })
}
