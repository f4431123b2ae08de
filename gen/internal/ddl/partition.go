package ddl

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

var strategies = map[pg.PartitionStrategy]string{pg.PartitionStrategy_PARTITION_STRATEGY_LIST: "LIST",
	pg.PartitionStrategy_PARTITION_STRATEGY_RANGE: "RANGE", pg.PartitionStrategy_PARTITION_STRATEGY_HASH: "HASH"}

// partitionBy reads PARTITION BY.
func (s *stmt) partitionBy(rel schema.ID, n *pg.PartitionSpec) error {
	by, err := s.partitionKey(rel, n)
	if err != nil {
		return err
	}
	if err := s.judgePartitionKey(rel, n); err != nil {
		return err
	}
	t, _ := schema.Get[schema.Table](s.db, rel)
	t.PartitionBy = by
	s.put(t)
	return nil
}

// partitionKey makes the expression of a partition key.
func (s *stmt) partitionKey(rel schema.ID, n *pg.PartitionSpec) (schema.Expr, error) {
	ts := s.tokens()
	i := ts.find(ts.at(int(n.Location)), "(")
	var keys, texts []string
	by := schema.Expr{SQL: strategies[n.Strategy] + " " + ts.slice(i, ts.closing(i))}
	for _, p := range n.PartParams {
		e := p.GetPartitionElem()
		key, text := e.Name, ""
		if e.Expr != nil {
			expr, err := s.expr(e.Expr, s.elementText(e.Expr), scope{relation: rel, clause: canon.InPartitionKey})
			if err != nil {
				return by, err
			}
			key, text = "("+expr.Key+")", "("+expr.SQL+")"
			by.Uses = append(by.Uses, expr.Uses...)
		} else if systemColumns[e.Name] {
			return by, s.fault(e.Location, invalidObject, "cannot use system column %q in partition key", e.Name)
		} else if !s.hasColumn(rel, e.Name) {
			return by, s.fault(e.Location, undefinedColumn, "column %q named in partition key does not exist", e.Name)
		} else {
			text = quotedName(e.Name)
			by.Uses = append(by.Uses, rel.In(schema.KindColumn, e.Name))
		}
		extras, uses, err := s.partitionKeyExtras(rel, n.Strategy, e)
		if err != nil {
			return by, err
		}
		by.Uses = append(by.Uses, uses...)
		keys = append(keys, strings.Join(append([]string{key}, extras...), " "))
		texts = append(texts, text+s.keyExtras(n.Strategy, e))
	}
	if len(s.basePath) > 0 && !slices.Equal(s.path, s.basePath) {
		by.SQL = strategies[n.Strategy] + " (" + strings.Join(texts, ", ") + ")"
	}
	by.Key = strategies[n.Strategy] + " (" + strings.Join(keys, ", ") + ")"
	slices.SortFunc(by.Uses, schema.Compare)
	by.Uses = slices.Compact(by.Uses)
	return by, nil
}

// partitionKeyExtras returns collation and operator class of a key where they are not
// what the column and its type have by themselves, and which objects they are.
func (s *stmt) partitionKeyExtras(rel schema.ID, strategy pg.PartitionStrategy, e *pg.PartitionElem) (extras []string, uses []schema.ID, err error) {
	method := keyMethod(strategy)
	if len(e.Collation) > 0 {
		name, err := s.collationName(e.Collation)
		if err != nil {
			return nil, nil, err
		}
		if name = s.indexCollation(rel, e.Name, name); name != "" {
			extras = append(extras, name)
		}
		if id := schema.CollationID(name); !id.IsZero() {
			uses = append(uses, id)
		}
	}
	t, _ := s.columnType(rel, e.Name)
	class := s.ownDefaultClass(method, t)
	if len(e.Opclass) > 0 {
		if class = s.classNamed(method, e.Opclass); !canon.IsDefaultOperatorClass(method, class) {
			extras = append(extras, class)
		}
	}
	if id := schema.OperatorClassID(method, class); !id.IsZero() {
		uses = append(uses, id)
	}
	return extras, uses, nil
}

// bound reads the bound of a partition: its text, and a key in which every value
// stands as the parent's key column has it, however it is spelled.
func (s *stmt) bound(parent schema.ID, n *pg.PartitionBoundSpec) (schema.Expr, error) {
	if n.IsDefault {
		return schema.Expr{SQL: "DEFAULT", Key: "DEFAULT"}, nil
	}
	out := schema.Expr{SQL: s.boundText(n)}
	if n.Modulus > 0 {
		out.Key = fmt.Sprintf("WITH (%d, %d)", n.Modulus, n.Remainder)
		return out, nil
	}
	types := s.boundsOf(parent).types
	var parts []string
	for _, list := range [][]*pg.Node{n.Listdatums, n.Lowerdatums, n.Upperdatums} {
		var keys []string
		for i, value := range list {
			if len(n.Listdatums) > 0 {
				i = 0
			}
			var target schema.Type
			if i < len(types) {
				target = types[i]
			}
			key, err := s.boundValue(value, target)
			if err != nil {
				return schema.Expr{}, err
			}
			keys = append(keys, key)
		}
		if len(n.Listdatums) > 0 { // the values of a list have no order
			slices.Sort(keys)
		}
		if len(keys) > 0 {
			parts = append(parts, "("+strings.Join(keys, ", ")+")")
		}
	}
	out.Key = strings.Join(parts, " TO ")
	return out, nil
}

// boundText cuts the author's text of a bound.
func (s *stmt) boundText(n *pg.PartitionBoundSpec) string {
	ts := s.tokens()
	i := ts.at(int(n.Location))
	for i > 0 && ts.word(i) != "FOR" {
		i--
	}
	end := ts.until(i, func(w string, at int) bool {
		return w == "," || w == ";" || w == "PARTITION" || w == "WITH" && ts.word(at-1) == ")" || w == "TABLESPACE" || w == "USING" || w == "ON" || w == "SERVER"
	})
	if ts.find(i, "WITH") < end { // hash: the first WITH belongs to the bound
		end = ts.closing(ts.find(i, "("))
	}
	return ts.slice(i, end)
}

// boundValue returns the key of one value. A constant is read as the text of a
// constant of the column's type, since the server turns it into one.
func (s *stmt) boundValue(n *pg.Node, target schema.Type) (string, error) {
	if fields := n.GetColumnRef().GetFields(); len(fields) == 1 {
		if word := strings.ToUpper(str(fields[0])); word == "MINVALUE" || word == "MAXVALUE" {
			return word, nil
		}
	}
	if err := s.noColumns(n, "partition bound expression"); err != nil {
		return "", err
	}
	if err := s.judgeBoundValue(n, target); err != nil {
		return "", err
	}
	if text := signedText(n); text != "" && !target.IsZero() {
		if target.Name == "numeric" && strings.Contains(text, ".") { // the server fills up to the scale
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		n = pg.MakeAConstStrNode(text, tree.Leftmost(n))
	}
	e, err := s.exprAs(n, "", scope{clause: canon.InPartitionBound}, target)
	return e.Key, err
}

// signedText returns the text of a constant, with its sign.
func signedText(n *pg.Node) string {
	if e := n.GetAExpr(); e != nil && e.Lexpr == nil && len(e.Name) == 1 && str(e.Name[0]) == "-" {
		if text := signedText(e.Rexpr); text != "" {
			return "-" + text
		}
		return ""
	}
	if n.GetColumnRef() != nil {
		return ""
	}
	return constantText(n)
}
