package org.apache.spark.sql.thermite.plugin

import java.nio.file.{Files, StandardCopyOption}

import scala.util.{Failure, Try}
import scala.util.control.NonFatal

import org.apache.spark.SparkConf
import org.apache.spark.internal.Logging
import org.apache.spark.sql.thermite.convert.TimeZones
import org.apache.spark.sql.thermite.exec.{MemoryPlan, Native}

/** Loads the library that the jar carries for this platform, once for each process. */
object NativeLibrary extends Logging {
  private var loaded: Option[Try[Unit]] = None

  private def platform: String = {
    val os = System.getProperty("os.name").toLowerCase
    val name = if (os.startsWith("linux")) "linux" else if (os.startsWith("mac")) "macos" else os
    val arch = System.getProperty("os.arch") match {
      case "amd64" => "x86_64"
      case other => other
    }
    s"$name-$arch"
  }

  /** Whether the library is there; a failure is one WARN, and Spark runs as without Thermite. */
  def load(conf: SparkConf): Boolean = synchronized {
    if (loaded.isEmpty) {
      val result = Try(start(conf)).recoverWith { case e: LinkageError => Failure(e) }
      result.failed.foreach { e =>
        logWarning(s"Thermite is off: no native library for $platform could be loaded (${e.getMessage})")
      }
      loaded = Some(result)
    }
    loaded.exists(_.isSuccess)
  }

  private def start(conf: SparkConf): Unit = {
    val resource = s"/org/thermite/native/$platform/libthermite.so"
    val stream = getClass.getResourceAsStream(resource)
    if (stream == null) throw new UnsatisfiedLinkError(s"$resource is not in the jar")
    val file = Files.createTempFile("libthermite", ".so")
    try {
      Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING)
      System.load(file.toString)
    } finally {
      stream.close()
      try Files.delete(file)
      catch { case NonFatal(_) => file.toFile.deleteOnExit() }
    }
    Native.library.start(
      Runtime.getRuntime.availableProcessors(),
      MemoryPlan.poolBytes(conf),
      TimeZones.all.toByteArray)
  }
}
