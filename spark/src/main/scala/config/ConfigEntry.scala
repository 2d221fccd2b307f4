package org.apache.spark.sql.thermite.config

import org.apache.spark.sql.internal.SQLConf

/**
 * One setting: its key, what it does, what it is if unset, and how a value is read. `parse` gives
 * None for a value that is not allowed.
 */
final case class ConfigEntry[A](
    key: String,
    doc: String,
    default: A,
    allowed: String,
    parse: String => Option[A]) {

  /** The value in force; a bad one is an error that names the key, the value and what is allowed. */
  def get(conf: SQLConf): A = read(Option(conf.getConfString(key, null)))

  def read(text: Option[String]): A = text match {
    case None => default
    case Some(value) =>
      parse(value.trim).getOrElse(
        throw new IllegalArgumentException(s"$key is '$value'; allowed: $allowed"))
  }
}
