package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
)

// callsIn looks at the functions that a query or CALL runs: set_config changes
// the search path, and one of the user's may change the schema.
func (s *stmt) callsIn(n *pg.Node) error {
	var failed error
	tree.Walk(n, func(m proto.Message) bool {
		if call, ok := m.(*pg.FuncCall); ok && failed == nil {
			failed = s.called(call)
		}
		return true
	})
	return failed
}

func (s *stmt) called(call *pg.FuncCall) error {
	schemaName, name := qualified(call.Funcname)
	if name == "set_config" && (schemaName == "" || schemaName == "pg_catalog") {
		s.setConfig(call)
		return nil
	}
	r, sure, ok := s.definer(call)
	if !ok {
		return nil
	}
	done, err := false, error(nil)
	if sure {
		done, err = s.callBlock(r, call)
	}
	if !done {
		s.opaque(call.Location, opaqueHint, "%s may change the schema, and what it does is decided when it runs", r.ID)
	}
	return err
}

// callForRows follows SELECT f(...) FROM ..., where f may change the schema: a block
// can do the same. It reports false for any other query.
func (s *stmt) callForRows(n *pg.SelectStmt) (bool, error) {
	if len(n.FromClause) == 0 && n.WhereClause == nil || n.IntoClause != nil || len(n.TargetList) != 1 {
		return false, nil
	}
	call := n.TargetList[0].GetResTarget().GetVal().GetFuncCall()
	if call == nil {
		return false, nil
	}
	if _, _, ok := s.definer(call); !ok {
		return false, nil
	}
	ts := tokenize(s.text, s.start, s.end)
	if ts.word(0) != "SELECT" {
		return false, nil
	}
	body := "BEGIN PERFORM " + strings.TrimRight(ts.slice(1, len(ts.list)), ";") + "; END"
	return true, s.runBlock(body, 0, s.spanAt(call.Location))
}

// selectStatement runs a SELECT: SELECT INTO makes a table, all others have no
// effect but that of the functions they call.
func (s *stmt) selectStatement(n *pg.SelectStmt) error {
	if done, err := s.callForRows(n); done {
		return err
	}
	query := &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: n}}
	if err := s.judgeData(query); err != nil {
		return err
	}
	if err := s.callsIn(query); err != nil {
		return err
	}
	if n.IntoClause == nil {
		return nil
	}
	into := n.IntoClause
	n.IntoClause = nil
	return s.createTableAs(&pg.CreateTableAsStmt{Into: into, Query: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: n}},
		Objtype: pg.ObjectType_OBJECT_TABLE, IsSelectInto: true})
}

// discard runs DISCARD and DEALLOCATE as far as they matter.
func (s *stmt) discard(n *pg.DiscardStmt) error {
	if n.Target == pg.DiscardMode_DISCARD_ALL || n.Target == pg.DiscardMode_DISCARD_TEMP {
		s.dropTemporary()
	}
	if n.Target == pg.DiscardMode_DISCARD_ALL {
		s.resetAll()
		s.actAs(identity{}, false)
		s.deallocate("")
	}
	return nil
}
