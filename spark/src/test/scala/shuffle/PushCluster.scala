package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.SparkContext
import org.apache.spark.deploy.LocalSparkCluster
import org.apache.spark.scheduler._
import org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend
import org.apache.spark.storage.BlockManagerId
import org.apache.spark.util.Utils

/** The master `push-cluster`: a local cluster that knows, as YARN does, who merges pushed blocks. */
class PushCluster extends ExternalClusterManager {
  override def canCreate(master: String): Boolean = master == PushCluster.Master

  override def createTaskScheduler(sc: SparkContext, master: String): TaskScheduler =
    new TaskSchedulerImpl(sc)

  override def createSchedulerBackend(
      sc: SparkContext,
      master: String,
      scheduler: TaskScheduler): SchedulerBackend = {
    val cluster = LocalSparkCluster(2, 1, 1024, sc.conf)
    val masters = cluster.start()
    val port = sc.conf.get("spark.shuffle.service.port").toInt
    val merger = BlockManagerId("shuffle-push-merger", Utils.localHostName(), port)
    val backend =
      new StandaloneSchedulerBackend(scheduler.asInstanceOf[TaskSchedulerImpl], sc, masters) {
        override def getShufflePushMergerLocations(
            partitions: Int,
            profile: Int): Seq[BlockManagerId] = Seq(merger)
      }
    backend.shutdownCallback = (_: StandaloneSchedulerBackend) => cluster.stop()
    backend
  }

  override def initialize(scheduler: TaskScheduler, backend: SchedulerBackend): Unit =
    scheduler.asInstanceOf[TaskSchedulerImpl].initialize(backend)
}

object PushCluster {
  val Master = "push-cluster"
}
