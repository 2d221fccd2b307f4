package org.apache.spark.sql.thermite.tpch

import java.nio.file.Path

import org.apache.spark.sql.SparkSession

/**
 * Small TPC-H tables as Parquet, the same at every run: values are hashes of the keys over short
 * word lists, chosen so that each of the 22 queries returns rows.
 */
object TpchTables {
  val names: Seq[String] =
    Seq("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")

  private val suppliers = 50
  private val parts = 200
  private val customers = 300
  private val orders = 3000

  /** A whole number from 0 to below `n` that depends on `key` and `salt`. */
  private def draw(key: String, salt: String, n: Int): String =
    s"CAST(pmod(xxhash64($key, '$salt'), $n) AS INT)"

  private def word(key: String, salt: String, words: String*): String = {
    val list = words.map("'" + _ + "'").mkString(", ")
    s"element_at(array($list), 1 + ${draw(key, salt, words.length)})"
  }

  private def money(key: String, salt: String, from: Int, to: Int): String =
    s"CAST($from + ${draw(key, salt, (to - from) * 100)} / 100BD AS DECIMAL(15,2))"

  private def phone(nation: String, key: String): String =
    s"concat(10 + $nation, '-', 100 + ${draw(key, "phone", 900)}, '-555-', " +
      s"1000 + ${draw(key, "line", 9000)})"

  private def comment(key: String, rare: String): String =
    s"concat(${word(key, "c1", "carefully", "quickly", "", "Zürich")}, ' ', " +
      s"CASE WHEN ${draw(key, "rare", 10)} = 0 THEN '$rare' ELSE 'even deposits' END, ' sleep')"

  private def ids(n: Int): String = s"(SELECT CAST(id + 1 AS INT) AS k FROM range(0, $n, 1, 2))"

  private val nations = Seq(
    "ALGERIA" -> 0, "ARGENTINA" -> 1, "BRAZIL" -> 1, "CANADA" -> 1, "EGYPT" -> 4,
    "ETHIOPIA" -> 0, "FRANCE" -> 3, "GERMANY" -> 3, "INDIA" -> 2, "INDONESIA" -> 2,
    "IRAN" -> 4, "IRAQ" -> 4, "JAPAN" -> 2, "JORDAN" -> 4, "KENYA" -> 0,
    "MOROCCO" -> 0, "MOZAMBIQUE" -> 0, "PERU" -> 1, "CHINA" -> 2, "ROMANIA" -> 3,
    "SAUDI ARABIA" -> 4, "VIETNAM" -> 2, "RUSSIA" -> 3, "UNITED KINGDOM" -> 3,
    "UNITED STATES" -> 1)

  private def values(rows: Seq[String], columns: String): String =
    s"SELECT * FROM VALUES ${rows.mkString(", ")} AS v($columns)"

  /** The `i`-th of the four suppliers of a part. */
  private def supplierOf(part: String, i: String): String =
    s"CAST(1 + ($part * 4 + $i * 13) % $suppliers AS INT)"

  private def orderDate(order: String): String =
    s"date_add(DATE'1992-01-01', ${draw(order, "orderdate", 2400)})"

  private def partName: String =
    s"concat(${word("k", "n1", "forest", "almond", "blue")}, ' ', " +
      s"${word("k", "n2", "green", "red", "lime")})"

  private def partType: String = word(
    "k",
    "type",
    "ECONOMY ANODIZED STEEL",
    "PROMO BURNISHED BRASS",
    "MEDIUM POLISHED TIN",
    "LARGE BRUSHED BRASS")

  private def container: String =
    word("k", "container", "SM CASE", "SM BOX", "MED BOX", "MED BAG", "LG CASE", "LG BOX")

  private val sizes = "array(15, 49, 14, 23, 45, 19, 3, 36, 9, 1, 5)"

  /** A third of the customers orders nothing. */
  private def orderingCustomer: String = s"1 + 3 * ${draw("k", "customer", customers / 3)} + k % 2"

  /** Some orders have many lines of large quantities. */
  private def lines: String = s"CASE WHEN k % 97 = 0 THEN 7 ELSE 1 + ${draw("k", "lines", 7)} END"

  private def quantity: String =
    s"CASE WHEN k % 97 = 0 THEN 44 + n ELSE 1 + ${draw("k, n", "quantity", 50)} END"

  private val queries: Map[String, String] = Map(
    "region" -> values(
      Seq("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST").zipWithIndex.map {
        case (name, i) => s"($i, '$name', 'of $i')"
      },
      "r_regionkey, r_name, r_comment"),
    "nation" -> values(
      nations.zipWithIndex.map { case ((name, region), i) => s"($i, '$name', $region, 'of $i')" },
      "n_nationkey, n_name, n_regionkey, n_comment"),
    "supplier" ->
      s"""SELECT k AS s_suppkey, concat('Supplier#', lpad(k, 9, '0')) AS s_name,
         |  concat('address ', k) AS s_address, k % 25 AS s_nationkey,
         |  ${phone("k % 25", "k")} AS s_phone, ${money("k", "acctbal", -999, 9999)} AS s_acctbal,
         |  ${comment("k", "Customer slow Complaints")} AS s_comment
         |FROM ${ids(suppliers)}""".stripMargin,
    "customer" ->
      s"""SELECT k AS c_custkey, concat('Customer#', lpad(k, 9, '0')) AS c_name,
         |  concat('address ', k) AS c_address, k % 25 AS c_nationkey,
         |  ${phone("k % 25", "k")} AS c_phone, ${money("k", "acctbal", -999, 9999)} AS c_acctbal,
         |  ${word("k", "segment", "AUTOMOBILE", "BUILDING", "MACHINERY")} AS c_mktsegment,
         |  ${comment("k", "special requests")} AS c_comment
         |FROM ${ids(customers)}""".stripMargin,
    "part" -> s"""SELECT k AS p_partkey, $partName AS p_name,
         |  concat('Manufacturer#', 1 + k % 5) AS p_mfgr,
         |  ${word("k", "brand", "Brand#12", "Brand#23", "Brand#34", "Brand#45")} AS p_brand,
         |  $partType AS p_type,
         |  element_at($sizes, 1 + ${draw("k", "size", 11)}) AS p_size, $container AS p_container,
         |  ${money("k", "price", 900, 2000)} AS p_retailprice,
         |  ${comment("k", "fluffy")} AS p_comment
         |FROM ${ids(parts)}""".stripMargin,
    "partsupp" ->
      s"""SELECT k AS ps_partkey, ${supplierOf("k", "i")} AS ps_suppkey,
         |  1 + ${draw("k, i", "avail", 9999)} AS ps_availqty,
         |  ${money("k, i", "cost", 1, 1000)} AS ps_supplycost,
         |  ${comment("k, i", "even")} AS ps_comment
         |FROM ${ids(parts)} LATERAL VIEW explode(array(0, 1, 2, 3)) AS i""".stripMargin,
    "orders" ->
      s"""SELECT CAST(k AS BIGINT) AS o_orderkey, CAST(customer AS INT) AS o_custkey,
         |  CASE WHEN day < DATE'1995-06-01' THEN 'F' WHEN k % 3 = 0 THEN 'P' ELSE 'O' END
         |    AS o_orderstatus,
         |  ${money("k", "total", 1000, 400000)} AS o_totalprice, day AS o_orderdate,
         |  ${word("k", "priority", "1-URGENT", "2-HIGH", "3-MEDIUM", "5-LOW")} AS o_orderpriority,
         |  concat('Clerk#', k % 10) AS o_clerk, 0 AS o_shippriority,
         |  ${comment("k", "special packages requests")} AS o_comment
         |FROM (SELECT k, ${orderDate("k")} AS day, $orderingCustomer AS customer
         |  FROM ${ids(orders)})""".stripMargin,
    "lineitem" ->
      s"""SELECT CAST(k AS BIGINT) AS l_orderkey, part AS l_partkey,
         |  ${supplierOf("part", draw("k, n", "supplier", 4))} AS l_suppkey,
         |  n AS l_linenumber, quantity AS l_quantity,
         |  CAST(quantity * ${money("k, n", "price", 900, 2000)} AS DECIMAL(15,2))
         |    AS l_extendedprice,
         |  CAST(${draw("k, n", "discount", 11)} / 100BD AS DECIMAL(15,2)) AS l_discount,
         |  CAST(${draw("k, n", "tax", 9)} / 100BD AS DECIMAL(15,2)) AS l_tax,
         |  CASE WHEN receipt > DATE'1995-06-17' THEN 'N' ELSE ${word("k, n", "return", "R", "A")}
         |    END AS l_returnflag,
         |  CASE WHEN ship > DATE'1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus,
         |  ship AS l_shipdate, date_add(day, 30 + ${draw("k, n", "commit", 61)}) AS l_commitdate,
         |  receipt AS l_receiptdate,
         |  ${word("k, n", "instruct", "DELIVER IN PERSON", "COLLECT COD", "NONE")}
         |    AS l_shipinstruct,
         |  ${word("k, n", "mode", "AIR", "MAIL", "SHIP", "TRUCK", "RAIL")} AS l_shipmode,
         |  ${comment("k, n", "pending")} AS l_comment
         |FROM (SELECT *, date_add(ship, 1 + ${draw("k, n", "receipt", 30)}) AS receipt
         |  FROM (SELECT k, n, 1 + ${draw("k, n", "part", parts)} AS part,
         |    CAST($quantity AS DECIMAL(15,2)) AS quantity, ${orderDate("k")} AS day,
         |    date_add(${orderDate("k")}, 1 + ${draw("k, n", "ship", 121)}) AS ship
         |  FROM ${ids(orders)}
         |  LATERAL VIEW explode(sequence(1, $lines)) AS n))""".stripMargin)

  /** Writes the tables under `folder`. */
  def write(spark: SparkSession, folder: Path): Unit =
    names.foreach { name =>
      spark.sql(queries(name)).write.parquet(folder.resolve(name).toString)
    }
}
