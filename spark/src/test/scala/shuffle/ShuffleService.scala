package org.apache.spark.deploy.thermite

import java.io.File
import java.net.ServerSocket

import org.apache.spark.{SecurityManager, SparkConf}
import org.apache.spark.deploy.ExternalShuffleService
import org.apache.spark.network.server.OneForOneStreamManager
import org.apache.spark.network.shuffle._
import org.apache.spark.network.util.TransportConf

/** Spark's shuffle service in this process, which also merges blocks that are pushed to it. */
final class ShuffleService(localDir: File) {
  val port: Int = {
    val socket = new ServerSocket(0)
    try socket.getLocalPort
    finally socket.close()
  }

  private val conf = new SparkConf(false)
    .set("spark.shuffle.service.enabled", "true")
    .set("spark.shuffle.service.db.enabled", "false")
    .set("spark.shuffle.service.port", port.toString)
    .set("spark.local.dir", localDir.getPath)

  private val service = new ExternalShuffleService(conf, new SecurityManager(conf)) {
    override protected def newShuffleBlockHandler(transport: TransportConf): ExternalBlockHandler =
      new ExternalBlockHandler(
        new OneForOneStreamManager,
        new ExternalShuffleBlockResolver(transport, null),
        new RemoteBlockPushResolver(transport, null))
  }

  def start(): Unit = service.start()

  def stop(): Unit = service.stop()
}
