package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke
import org.apache.spark.sql.thermite.expr.Rule.form
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.types.StringType
import org.apache.spark.unsafe.types.UTF8String

/** Functions that Spark replaces by calls of static methods. */
object InvokeExprs {

  /**
   * A method: the native function for it, and its arguments; undefined where it is not native. Whether
   * the function leaves some rows undecided.
   */
  private final case class Method(
      function: String,
      arguments: PartialFunction[Seq[Expression], Seq[Expression]],
      decides: Boolean = false)

  /** The character sets of which native code knows the characters. */
  private val charsets = Set("UTF-8", "US-ASCII", "ISO-8859-1")

  /** Raising an error for what has no form in a known character set. */
  private val coding: PartialFunction[Seq[Expression], Seq[Expression]] = {
    case Seq(value, charset @ Literal(name: UTF8String, StringType), _, Literal(false, _))
        if charsets(name.toUpperCase.toString) =>
      Seq(value, charset)
  }

  private val same: PartialFunction[Seq[Expression], Seq[Expression]] = { case all => all }

  /** By the simple name of the class and the method's name. */
  private val methods: Map[String, Method] = Map(
    "Base64.encode" -> Method("base64", { case all @ Seq(_, _: Literal) => all }),
    "Encode.encode" -> Method("encode", coding),
    "StringDecode.decode" -> Method("decode", coding),
    "ExpressionImplUtils.isLuhnNumber" -> Method("luhn_check", same),
    "ExpressionImplUtils.quote" -> Method("quote", same),
    "JsonExpressionUtils.lengthOfJsonArray" -> Method("json_array_length", same, decides = true),
    "JsonExpressionUtils.jsonObjectKeys" -> Method("json_object_keys", same, decides = true),
    "UrlCodec$.encode" -> Method(
      "url_encode",
      {
        case Seq(text) => Seq(text)
        case Seq(text, Literal(charset: UTF8String, _)) if charset.toString == "UTF-8" => Seq(text)
      }))

  val rules: Seq[Rule] = Seq(form[StaticInvoke] { (e, c) =>
    val name = s"${e.staticObject.getSimpleName}.${e.functionName}"
    val known = for {
      method <- methods.get(name)
      arguments <- method.arguments.lift(e.arguments)
    } yield
      if (method.decides) c.deciding(e, method.function, arguments)
      else c.call(e, method.function, arguments, EvalMode.LEGACY)
    known.getOrElse(Fallback.because(s"$name has no native version for these arguments"))
  })
}
