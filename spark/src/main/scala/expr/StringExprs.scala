package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.{call, form, raising}
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Functions of strings and pattern matching, by bytes: strings in collations come to few of them. */
object StringExprs {
  private val strings = "only strings"
  private val unicode = "only with spark.sql.icu.caseMappings.enabled"

  private val formats = "only constant formats of strings and whole numbers without flags but a minus"

  private def areStrings(e: Expression*): Boolean = e.forall(_.dataType == StringType)

  /** 0 for a place that is NULL; then the strings are not evaluated. */
  private def locate(e: StringLocate, c: ExprConverter): Converted[proto.Expr] =
    if (e.start.nullable) c.convert(If(IsNull(e.start), Literal(0), e.copy(start = KnownNotNull(e.start))))
    else c.call(e, "locate", Seq(e.substr, e.str, e.start), EvalMode.LEGACY)

  private def trim[E <: String2TrimExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => e.children }

  val rules: Seq[Rule] = Seq(
    call[Like]("like", "only a constant pattern") {
      case e if e.right.foldable => Seq(e.left, e.right, Literal(e.escapeChar.toString))
    },
    call[StartsWith]("startswith") { case e => Seq(e.left, e.right) },
    call[EndsWith]("endswith") { case e => Seq(e.left, e.right) },
    call[Contains]("contains") { case e => Seq(e.left, e.right) },
    call[Substring]("substring") { case e => Seq(e.str, e.pos, e.len) },
    call[Length]("length") { case e => Seq(e.child) },
    call[OctetLength]("octet_length") { case e => Seq(e.child) },
    call[BitLength]("bit_length") { case e => Seq(e.child) },
    call[Ascii]("ascii") { case e => Seq(e.child) },
    call[Chr]("chr") { case e => Seq(e.child) },
    call[Upper]("upper", unicode) { case e if VersionExprs.unicodeCases => Seq(e.child) },
    call[Lower]("lower", unicode) { case e if VersionExprs.unicodeCases => Seq(e.child) },
    call[InitCap]("initcap", unicode) { case e if VersionExprs.unicodeCases => Seq(e.child) },
    call[Concat]("concat") { case e => e.children },
    call[ConcatWs]("concat_ws", strings) { case e if areStrings(e.children: _*) => e.children },
    trim[StringTrim]("trim"),
    trim[StringTrimLeft]("ltrim"),
    trim[StringTrimRight]("rtrim"),
    call[StringInstr]("instr") { case e => Seq(e.str, e.substr) },
    form[StringLocate](locate),
    call[FindInSet]("find_in_set") { case e => Seq(e.left, e.right) },
    call[SubstringIndex]("substring_index") {
      case e => Seq(e.strExpr, e.delimExpr, e.countExpr)
    },
    call[StringLPad]("lpad") { case e => Seq(e.str, e.len, e.pad) },
    call[StringRPad]("rpad") { case e => Seq(e.str, e.len, e.pad) },
    call[StringRepeat]("repeat") { case e => Seq(e.str, e.times) },
    call[StringSpace]("space") { case e => Seq(e.child) },
    call[StringReplace]("replace") { case e => Seq(e.srcExpr, e.searchExpr, e.replaceExpr) },
    call[StringTranslate]("translate") {
      case e => Seq(e.srcExpr, e.matchingExpr, e.replaceExpr)
    },
    call[Overlay]("overlay") { case e => Seq(e.input, e.replace, e.pos, e.len) },
    call[Reverse]("reverse") { case e => Seq(e.child) },
    call[Empty2Null]("empty2null") { case e => Seq(e.child) },
    call[Levenshtein]("levenshtein") { case e => e.children },
    call[SoundEx]("soundex") { case e => Seq(e.child) },
    call[UnBase64]("unbase64", mode = e => raising(e.failOnError)) { case e => Seq(e.child) },
    call[FormatString]("format_string", formats) {
      case e if isSimpleFormat(e.children) => e.children
    },
    call[Elt]("elt", "only of columns and constants", e => raising(e.failOnError)) {
      case e if e.children.tail.forall(isLeaf) => e.children
    })

  /** A column or a constant, which may be evaluated for rows that do not want it. */
  private def isLeaf(e: Expression): Boolean = e match {
    case _: Attribute | _: BoundReference | _: Literal => true
    case _ => false
  }

  /** `%s`, `%d` or `%%`, with widths; as many as there are values, of types that both write alike. */
  private def isSimpleFormat(children: Seq[Expression]): Boolean = children.head match {
    case Literal(format: UTF8String, StringType) =>
      val text = format.toString
      val values = "%(?:%|-?[0-9]*([sd]))".r.findAllMatchIn(text).map(_.group(1)).filter(_ != null)
      val types = children.tail.map(_.dataType)
      text.matches("(?s)(?:[^%]|%%|%(?:-?[1-9][0-9]{0,2})?[sd])*") && {
        val wanted = values.toSeq
        wanted.length <= types.length && types.forall(t => isWhole(t) || t == StringType) &&
        wanted.zip(types).forall { case (conversion, t) => conversion == "s" || isWhole(t) }
      }
    case _ => false
  }

  private def isWhole(t: DataType): Boolean = t.isInstanceOf[IntegralType]
}
