package org.thermite

import java.util.{Collections, Map => JMap}

import org.apache.spark.SparkContext
import org.apache.spark.api.plugin.{DriverPlugin, ExecutorPlugin, PluginContext, SparkPlugin}
import org.apache.spark.sql.thermite.plugin.{NativeLibrary, SessionExtension}

/** The name that users put into `spark.plugins`. */
class ThermitePlugin extends SparkPlugin {
  override def driverPlugin(): DriverPlugin = new ThermiteDriver

  override def executorPlugin(): ExecutorPlugin = new ThermiteExecutor
}

/** Adds Thermite's rules to every session of the application. */
class ThermiteDriver extends DriverPlugin {
  override def init(sc: SparkContext, context: PluginContext): JMap[String, String] = {
    if (NativeLibrary.load(sc.getConf)) {
      SessionExtension.install(sc)
    }
    Collections.emptyMap()
  }
}

class ThermiteExecutor extends ExecutorPlugin {
  override def init(context: PluginContext, extra: JMap[String, String]): Unit =
    NativeLibrary.load(context.conf())
}
