package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.SparkContext
import org.apache.spark.deploy.thermite.LocalMachines
import org.apache.spark.scheduler._
import org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend
import org.apache.spark.storage.BlockManagerId
import org.apache.spark.util.Utils

/**
 * The master `test-cluster`: two workers of one core on machines of their own, and a shuffle
 * service that merges pushed blocks, as on YARN.
 */
class TestCluster extends ExternalClusterManager {
  override def canCreate(master: String): Boolean = master == TestCluster.Master

  override def createTaskScheduler(sc: SparkContext, master: String): TaskScheduler =
    new TaskSchedulerImpl(sc)

  override def createSchedulerBackend(
      sc: SparkContext,
      master: String,
      scheduler: TaskScheduler): SchedulerBackend = {
    val machines = new LocalMachines(2, 1, 1024, sc.conf)
    val port = sc.conf.get("spark.shuffle.service.port").toInt
    val merger = BlockManagerId("shuffle-push-merger", Utils.localHostName(), port)
    val tasks = scheduler.asInstanceOf[TaskSchedulerImpl]
    val backend = new StandaloneSchedulerBackend(tasks, sc, Array(machines.url)) {
      override def getShufflePushMergerLocations(
          partitions: Int,
          profile: Int): Seq[BlockManagerId] = Seq(merger)
    }
    backend.shutdownCallback = (_: StandaloneSchedulerBackend) => machines.stop()
    backend
  }

  override def initialize(scheduler: TaskScheduler, backend: SchedulerBackend): Unit =
    scheduler.asInstanceOf[TaskSchedulerImpl].initialize(backend)
}

object TestCluster {
  val Master = "test-cluster"
}
