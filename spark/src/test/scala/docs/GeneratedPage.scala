package org.apache.spark.sql.thermite.docs

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}

import org.scalatest.Assertions

/** A page of docs/generated, which says what the code says. */
object GeneratedPage extends Assertions {
  val header = "Written by the tests; do not edit."

  private val folder = Paths.get("../docs/generated")

  /** Fails if the page is not `text`; with `-Dregen=true` it is written anew. */
  def check(name: String, text: String): Unit = {
    val file = folder.resolve(name)
    if (System.getProperty("regen") == "true") {
      Files.createDirectories(folder)
      Files.write(file, text.getBytes(StandardCharsets.UTF_8))
    }
    val found = if (Files.exists(file)) new String(Files.readAllBytes(file), StandardCharsets.UTF_8) else ""
    assert(found == text, s"$file is out of date: run dev/regen.sh")
  }

  def check(name: String, lines: Seq[String]): Unit = check(name, lines.mkString("", "\n", "\n"))
}
