package org.apache.spark.deploy.thermite

import org.apache.spark.SparkConf
import org.apache.spark.deploy.master.Master
import org.apache.spark.deploy.worker.Worker
import org.apache.spark.rpc.RpcEnv
import org.apache.spark.util.Utils

/** As LocalSparkCluster, but each worker believes to be on a machine of its own. */
final class LocalMachines(workers: Int, cores: Int, memory: Int, sparkConf: SparkConf) {
  private val conf = sparkConf.clone()
    .set("spark.master.rest.enabled", "false")
    .set("spark.shuffle.service.enabled", "false")

  private val (master, webUi, _) =
    Master.startRpcEnvAndEndpoint(Utils.localHostName(), 0, 0, conf)

  val url: String = s"spark://${Utils.localHostNameForURI()}:${master.address.port}"

  private val environments: Seq[RpcEnv] = (1 to workers).map { number =>
    val workDir = Utils.createTempDir(namePrefix = "worker").getPath
    val host = s"127.0.0.$number"
    Worker.startRpcEnvAndEndpoint(
      host, 0, 0, cores, memory, Array(url), workDir, Some(number), conf, None)
  }

  def stop(): Unit = (environments :+ master).foreach { environment =>
    environment.shutdown()
    environment.awaitTermination()
  }
}
