package org.apache.spark.sql.thermite.config

import org.apache.spark.sql.internal.SQLConf

/** Every setting there is: for the docs page and to find misspelt keys. */
object AllConfs {
  val entries: Seq[ConfigEntry[_]] = Seq(
    ThermiteConf.Enabled,
    ThermiteConf.Explain,
    ThermiteConf.BatchSize,
    ThermiteConf.MemorySize,
    ThermiteConf.CacheEnabled,
    ThermiteConf.ExchangeEnabled,
    ThermiteConf.ParquetScanEnabled,
    ThermiteConf.JvmFunctions,
    ThermiteConf.HashJoin,
    ThermiteConf.MaxBuildSize,
    ThermiteConf.ReduceBeforeShuffle)

  private val derived = Seq(ThermiteConf.operator("<Name>"), ThermiteConf.expr("<Name>"))

  private val keys: Set[String] = entries.map(_.key).toSet

  /**
   * The keys under `spark.thermite.` that are no setting. `operators` and `exprs` are the names
   * that have a switch.
   */
  def unknown(conf: SQLConf, operators: Set[String], exprs: Set[String]): Seq[String] =
    conf.getAllConfs.keys.toSeq.filter { key =>
      key.startsWith(ConfigEntry.Prefix) && !keys.contains(key) &&
      !isSwitch(key, "operator.", operators) && !isSwitch(key, "expr.", exprs)
    }.sorted

  private def isSwitch(key: String, kind: String, names: Set[String]): Boolean = {
    val start = ConfigEntry.Prefix + kind
    val end = ".enabled"
    key.length > start.length + end.length && key.startsWith(start) && key.endsWith(end) &&
    names.contains(key.substring(start.length, key.length - end.length))
  }

  /** The page `docs/generated/configs.md`. */
  def markdown: String = {
    val page = new StringBuilder
    page ++= "# Settings\n\n"
    page ++= "Written by the tests; do not edit.\n\n"
    page ++= "| Key | Default | Allowed | Set for | Meaning |\n|---|---|---|---|---|\n"
    (entries ++ derived).foreach(entry => page ++= row(entry))
    page.toString
  }

  private def row[A](entry: ConfigEntry[A]): String = {
    val default = entry.show(entry.default)
    val cells =
      Seq(s"`${entry.key}`", s"`$default`", entry.allowed, entry.scope.name, entry.doc)
    cells.map(_.replace("|", "\\|")).mkString("| ", " | ", " |\n")
  }
}
