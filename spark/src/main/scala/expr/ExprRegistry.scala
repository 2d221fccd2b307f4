package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.analysis.FunctionRegistry
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.shim.VersionExprs

/** All expressions that become native, from Catalyst class to rule: the families' tables. */
object ExprRegistry {
  val families: Seq[(String, Seq[Rule])] = Seq(
    "predicate" -> PredicateExprs.rules,
    "conditional" -> ConditionalExprs.rules,
    "math" -> MathExprs.rules,
    "decimal" -> DecimalExprs.rules,
    "string" -> StringExprs.rules,
    "regex" -> RegexExprs.rules,
    "json" -> JsonExprs.rules,
    "invoke" -> InvokeExprs.rules,
    "datetime" -> DatetimeExprs.rules,
    "map" -> MapExprs.rules,
    "lambda" -> HigherOrderExprs.rules,
    "array" -> ArrayExprs.rules,
    "interval" -> IntervalExprs.rules,
    "misc" -> MiscExprs.rules,
    "version" -> VersionExprs.rules)

  val rules: Seq[Rule] = families.flatMap(_._2)

  private val byClass: Map[Class[_], Seq[Rule]] = rules.groupBy(r => r.expression)

  /** Whether the expression gives on values of any type as they are. */
  def passesValues(expr: Expression): Boolean = expr match {
    case _: Alias | _: KnownNotNull | _: KnownNullable | _: If | _: CaseWhen | _: Coalesce |
        _: IsNull | _: IsNotNull | _: CreateArray | _: CreateNamedStruct | _: GetStructField |
        _: GetArrayStructFields | _: GetArrayItem | _: ElementAt | _: Size | _: ArrayRepeat |
        _: ArrayInsert | _: ArraysZip | _: Flatten | _: Slice | _: Reverse | _: GetMapValue |
        _: MapKeys | _: MapValues | _: MapEntries =>
      true
    case other => VersionExprs.passesValues(other)
  }

  /** Whether the expression takes strings of all collations alike. */
  def ignoresCollations(expr: Expression): Boolean = expr match {
    case _: Ascii | _: BitLength | _: Cast | _: Concat | _: Hex | _: Length | _: Levenshtein |
        _: OctetLength | _: Overlay | _: SoundEx | _: StringLPad | _: StringRPad | _: StringRepeat |
        _: Substring =>
      true
    case _ => false
  }

  /** What is known of the expression's class; of several rules each is for arguments of its own. */
  def rules(expr: Expression): Seq[Rule] = byClass.getOrElse(expr.getClass, Nil)

  /** The names of all rules: what switches and docs call the expressions. */
  def names: Seq[String] = rules.map(_.name).distinct

  /** The setting that keeps the expression of this name on the JVM if it is false. */
  def switch(name: String): String = ThermiteConf.expr(name).key

  def isEnabled(conf: SQLConf)(name: String): Boolean = ThermiteConf.expr(name).get(conf)

  /** One line of the list of functions: `sqlNames` are Spark's names of the Catalyst class. */
  final case class Entry(family: String, sqlNames: Seq[String], rule: Rule)

  def entries: Seq[Entry] = {
    val registry = FunctionRegistry.builtin
    val named = registry.listFunction().flatMap { id =>
      registry.lookupFunction(id).map(info => info.getClassName -> id.funcName)
    }
    val names = named.groupBy(_._1).map { case (c, pairs) => c -> pairs.map(_._2).distinct.sorted }
    for ((family, rules) <- families; rule <- rules)
      yield Entry(family, names.getOrElse(rule.expression.getName, Nil), rule)
  }
}
