package org.apache.spark.sql.thermite.config

import java.util.Locale

import scala.util.Try

import org.apache.spark.SparkConf
import org.apache.spark.network.util.JavaUtils
import org.apache.spark.sql.internal.SQLConf

/**
 * One setting: its key, what it does, what it is if unset, and how a value is read. `parse` gives
 * None for a value that is not allowed.
 *
 * @param scope who sets it, and when
 * @param nativeField the field of the contract that carries it to native code
 */
final case class ConfigEntry[A](
    key: String,
    doc: String,
    default: A,
    allowed: String,
    parse: String => Option[A],
    scope: ConfigEntry.Scope = ConfigEntry.Session,
    nativeField: Option[String] = None,
    show: A => String = (value: A) => value.toString) {

  /** The value in force; a bad one is an error with the key, the value and what is allowed. */
  def get(conf: SQLConf): A = read(Option(conf.getConfString(key, null)))

  def get(conf: SparkConf): A = read(conf.getOption(key))

  def read(text: Option[String]): A = text match {
    case None => default
    case Some(value) =>
      parse(value.trim).getOrElse(
        throw new IllegalArgumentException(s"$key is '$value'; allowed: $allowed"))
  }

  def sentTo(field: String): ConfigEntry[A] = copy(nativeField = Some(field))

  def ofApplication: ConfigEntry[A] = copy(scope = ConfigEntry.Application)
}

object ConfigEntry {
  sealed abstract class Scope(val name: String)

  /** Can be changed between queries. */
  case object Session extends Scope("session")

  /** Read when the application starts. */
  case object Application extends Scope("application")

  val Prefix = "spark.thermite."

  def boolean(key: String, default: Boolean, doc: String): ConfigEntry[Boolean] =
    ConfigEntry(Prefix + key, doc, default, "true, false", lower(_) match {
      case "true" => Some(true)
      case "false" => Some(false)
      case _ => None
    })

  def oneOf(key: String, default: String, doc: String, values: String*): ConfigEntry[String] =
    ConfigEntry(
      Prefix + key,
      doc,
      default,
      values.mkString(", "),
      value => Some(lower(value)).filter(values.contains(_)))

  def bytes(key: String, default: Long, doc: String): ConfigEntry[Long] =
    ConfigEntry(
      Prefix + key,
      doc,
      default,
      "a size such as 64m or 4g",
      value => Try(JavaUtils.byteStringAsBytes(value)).toOption.filter(_ >= 0),
      show = size)

  def int(key: String, default: Int, min: Int, max: Int, doc: String): ConfigEntry[Int] =
    ConfigEntry(
      Prefix + key,
      doc,
      default,
      s"a whole number from $min to $max",
      value => Try(value.toInt).toOption.filter(v => v >= min && v <= max))

  private def lower(value: String): String = value.toLowerCase(Locale.ROOT)

  private def size(bytes: Long): String = {
    val units = Seq(30 -> "g", 20 -> "m", 10 -> "k")
    units.collectFirst {
      case (shift, unit) if bytes > 0 && bytes % (1L << shift) == 0 => s"${bytes >> shift}$unit"
    }.getOrElse(bytes.toString)
  }
}
