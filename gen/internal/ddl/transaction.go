package ddl

import (
	"errors"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// block is a transaction block or a savepoint in one: what to go back to.
type block struct {
	savepoint string
	mark      int
	// before is the session at its start, lasting the one that there is after the
	// transaction, if it commits.
	before, lasting session
}

// transaction follows BEGIN, COMMIT, ROLLBACK and savepoints.
func (s *stmt) transaction(n *pg.TransactionStmt) error {
	chain := n.Chain && len(s.blocks) > 0
	switch n.Kind {
	case pg.TransactionStmtKind_TRANS_STMT_BEGIN, pg.TransactionStmtKind_TRANS_STMT_START:
		if len(s.blocks) == 0 {
			s.openBlock("")
		}
	case pg.TransactionStmtKind_TRANS_STMT_SAVEPOINT:
		s.openBlock(n.SavepointName)
	case pg.TransactionStmtKind_TRANS_STMT_COMMIT:
		s.endTransaction()
	case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK, pg.TransactionStmtKind_TRANS_STMT_PREPARE:
		prepared := n.Kind == pg.TransactionStmtKind_TRANS_STMT_PREPARE && len(s.blocks) > 0
		if len(s.blocks) > 0 {
			s.rollback(0)
			s.blocks = nil
		}
		if prepared { // the journal is cut off already: nothing is left to undo
			s.refused(hinted(s.fault(0, notInState, "prepared transactions are disabled"), "max_prepared_transactions is zero unless it is set; use COMMIT"))
		}
	case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO, pg.TransactionStmtKind_TRANS_STMT_RELEASE:
		return s.toSavepoint(n)
	case pg.TransactionStmtKind_TRANS_STMT_COMMIT_PREPARED, pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_PREPARED:
		return s.fault(0, undefinedObject, "prepared transaction with identifier %q does not exist", n.Gid)
	}
	if chain {
		s.openBlock("")
	}
	return nil
}

// toSavepoint runs ROLLBACK TO and RELEASE. Outside of a block that the file itself opens
// they are for a transaction of the migration tool.
func (s *stmt) toSavepoint(n *pg.TransactionStmt) error {
	for i := len(s.blocks) - 1; i >= 0; i-- {
		if s.blocks[i].savepoint != n.SavepointName {
			continue
		}
		if n.Kind == pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO {
			s.rollback(i)
			s.blocks = s.blocks[:i+1]
		} else if i > 0 {
			s.blocks = s.blocks[:i]
		}
		return nil
	}
	if len(s.blocks) == 0 {
		return nil
	}
	return s.nameFault(n.SavepointName, "3B001", "savepoint %q does not exist", n.SavepointName)
}

// refused reports an error of a statement that nevertheless had an effect.
func (s *stmt) refused(err error) {
	var d source.Diagnostic
	if errors.As(err, &d) {
		s.found = append(s.found, d)
	}
}

func (r *Replay) openBlock(savepoint string) {
	lasting := r.session
	if len(r.blocks) > 0 {
		lasting = r.blocks[0].lasting
	}
	r.blocks = append(r.blocks, block{savepoint: savepoint, mark: len(r.journal), before: r.session, lasting: lasting})
}

func (r *Replay) rollback(i int) {
	r.undo(r.blocks[i].mark)
	r.session = r.blocks[i].before
	r.blocks[0].lasting = r.blocks[i].lasting
}

// endTransaction makes the changes final; SET LOCAL ends here.
func (r *Replay) endTransaction() {
	if len(r.blocks) > 0 {
		r.session = r.blocks[0].lasting
	}
	r.blocks = nil
	r.dropPassing()
	r.journal = r.journal[:0]
}

// outsideBlock gives 25001 for a statement that cannot run in a transaction block.
func (s *stmt) outsideBlock(n *pg.Node) error {
	if len(s.blocks) == 0 {
		return nil
	}
	if what := aloneOnly(n); what != "" {
		return s.aloneIn(what)
	}
	return nil
}

// aloneIn gives 25001 for what is its own transaction inside of another one.
func (s *stmt) aloneIn(what string) error {
	if len(s.blocks) == 0 {
		return nil
	}
	return hinted(s.fault(0, "25001", "%s cannot run inside a transaction block", what), "run it before BEGIN or after COMMIT")
}

// aloneOnly names a statement that is its own transaction, "" for all others.
func aloneOnly(n *pg.Node) string {
	switch x := n.GetNode().(type) {
	case *pg.Node_IndexStmt:
		if x.IndexStmt.Concurrent {
			return "CREATE INDEX CONCURRENTLY"
		}
	case *pg.Node_DropStmt:
		if x.DropStmt.Concurrent {
			return "DROP INDEX CONCURRENTLY"
		}
	case *pg.Node_ReindexStmt:
		if x.ReindexStmt.Kind > pg.ReindexObjectType_REINDEX_OBJECT_TABLE {
			return "REINDEX of a schema or database"
		}
		for _, p := range x.ReindexStmt.Params {
			if p.GetDefElem().GetDefname() == "concurrently" {
				return "REINDEX CONCURRENTLY"
			}
		}
	case *pg.Node_AlterTableStmt:
		for _, c := range x.AlterTableStmt.Cmds {
			if cmd := c.GetAlterTableCmd(); cmd.Subtype == pg.AlterTableType_AT_DetachPartition && cmd.Def.GetPartitionCmd().GetConcurrent() {
				return "ALTER TABLE ... DETACH CONCURRENTLY"
			}
		}
	case *pg.Node_VacuumStmt:
		if x.VacuumStmt.IsVacuumcmd {
			return "VACUUM"
		}
	case *pg.Node_ClusterStmt:
		if x.ClusterStmt.Relation == nil {
			return "CLUSTER"
		}
	case *pg.Node_CreatedbStmt:
		return "CREATE DATABASE"
	case *pg.Node_DropdbStmt:
		return "DROP DATABASE"
	case *pg.Node_CreateTableSpaceStmt:
		return "CREATE TABLESPACE"
	case *pg.Node_DropTableSpaceStmt:
		return "DROP TABLESPACE"
	case *pg.Node_AlterSystemStmt:
		return "ALTER SYSTEM"
	case *pg.Node_DiscardStmt:
		if x.DiscardStmt.Target == pg.DiscardMode_DISCARD_ALL {
			return "DISCARD ALL"
		}
	}
	return ""
}
