package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.{Literal, NamedExpression, ReplicateRows}
import org.apache.spark.sql.execution._
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.exec.SampledTimes
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/** Operators on rows of one input: project, filter, sort, limits, union, expand. */
object RowOperators {
  private type Operators = Seq[proto.Operator]

  def project(plan: ProjectExec, children: Operators, c: Conversion): Converted[proto.Operator] =
    projection(plan.projectList, c.over(plan.child.output, plan.projectList).convertAll(plan.projectList))
      .map(p => c.operator(children).setProject(p).build())

  def projection(
      list: Seq[NamedExpression],
      exprs: Converted[Seq[proto.Expr]]): Converted[proto.Project.Builder] =
    exprs.map { exprs =>
      val builder = proto.Project.newBuilder()
      exprs.foreach(builder.addExprs(_))
      builder.setNondeterministic(list.exists(!_.deterministic))
      list.foreach(e => builder.addNames(Types.name(e.toAttribute)))
      builder
    }

  def filter(plan: FilterExec, children: Operators, c: Conversion): Converted[proto.Operator] =
    c.exprs(plan.children).convert(plan.condition).map { condition =>
      val filter = proto.Filter.newBuilder().setCondition(condition)
      filter.setNondeterministic(!plan.condition.deterministic)
      c.operator(children).setFilter(filter).build()
    }

  /** A filter with the numbers that Spark's sampler draws; with replacement Spark draws how often to give a row. */
  def sample(plan: SampleExec, children: Operators, c: Conversion): Converted[proto.Operator] =
    if (plan.withReplacement) {
      val rows = ReplicateRows(Seq(SampledTimes(plan.upperBound - plan.lowerBound, plan.seed)))
      Generators.generate(GenerateExec(rows, plan.child.output, outer = false, Nil, plan.child), children, c)
    } else {
      val arguments = Seq[Any](plan.seed, plan.lowerBound, plan.upperBound).map(Literal(_))
      c.exprs(plan.children).convertAll(arguments).map { arguments =>
        val call = proto.Call.newBuilder().setName("sample")
        arguments.foreach(call.addArgs(_))
        val filter = proto.Filter.newBuilder().setCondition(proto.Expr.newBuilder().setCall(call))
        c.operator(children).setFilter(filter.setNondeterministic(true)).build()
      }
    }

  def sort(plan: SortExec, children: Operators, c: Conversion): Converted[proto.Operator] =
    c.exprs(plan.children).sortOrders(plan.sortOrder).map { orders =>
      val builder = proto.Sort.newBuilder()
      orders.foreach(builder.addOrder(_))
      c.operator(children).setSort(builder).build()
    }

  def localLimit(plan: LocalLimitExec, children: Operators, c: Conversion): Converted[proto.Operator] =
    Right(limit(children, c, plan.limit, 0))

  def globalLimit(
      plan: GlobalLimitExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] = Right(limit(children, c, plan.limit, plan.offset))

  /** Spark's limit counts the rows that are skipped. A sort below keeps only what the limit needs. */
  private def limit(children: Operators, c: Conversion, limit: Int, offset: Int): proto.Operator = {
    val builder = proto.Limit.newBuilder().setSkip(offset.toLong)
    if (limit >= 0) builder.setFetch(math.max(limit - offset, 0).toLong)
    val inputs = children.map { child =>
      if (limit >= 0 && child.hasSort) {
        val sort = child.getSort.toBuilder.setFetch(limit.toLong)
        child.toBuilder.setSort(sort).build()
      } else child
    }
    c.operator(inputs).setLimit(builder).build()
  }

  def union(plan: UnionExec, children: Operators, c: Conversion): Converted[proto.Operator] =
    Types.schema(plan.output).map { schema =>
      c.operator(children).setUnion(proto.Union.newBuilder().setSchema(schema)).build()
    }

  def expand(plan: ExpandExec, children: Operators, c: Conversion): Converted[proto.Operator] = {
    val exprs = c.exprs(plan.children)
    for {
      projections <- Fallback.all(plan.projections.map(exprs.convertAll))
      schema <- Types.schema(plan.output)
    } yield {
      val builder = proto.Expand.newBuilder().setSchema(schema)
      projections.foreach { exprs =>
        val projection = proto.Expand.Projection.newBuilder()
        exprs.foreach(projection.addExprs(_))
        builder.addProjections(projection)
      }
      c.operator(children).setExpand(builder).build()
    }
  }
}
