package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// block is a transaction block or a savepoint in one: what to go back to.
type block struct {
	savepoint string
	mark      int
	path      []string
	who       identity
	// session is the search path that holds after the transaction, if it commits.
	session []string
	// lasting is as whom statements run after the transaction, if it commits.
	lasting identity
}

// transaction follows BEGIN, COMMIT, ROLLBACK and savepoints.
func (s *stmt) transaction(n *pg.TransactionStmt) error {
	switch n.Kind {
	case pg.TransactionStmtKind_TRANS_STMT_BEGIN, pg.TransactionStmtKind_TRANS_STMT_START:
		if len(s.blocks) == 0 {
			s.openBlock("")
		}
	case pg.TransactionStmtKind_TRANS_STMT_SAVEPOINT:
		s.openBlock(n.SavepointName)
	case pg.TransactionStmtKind_TRANS_STMT_COMMIT, pg.TransactionStmtKind_TRANS_STMT_PREPARE:
		s.endTransaction()
		if n.Chain {
			s.openBlock("")
		}
	case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK:
		if len(s.blocks) > 0 {
			s.rollback(0)
			s.blocks = nil
		}
		if n.Chain {
			s.openBlock("")
		}
	case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO:
		for i := len(s.blocks) - 1; i >= 0; i-- {
			if s.blocks[i].savepoint == n.SavepointName {
				s.rollback(i)
				s.blocks = s.blocks[:i+1]
				break
			}
		}
	}
	return nil
}

func (r *Replay) openBlock(savepoint string) {
	session, lasting := r.path, r.who
	if len(r.blocks) > 0 {
		session, lasting = r.blocks[0].session, r.blocks[0].lasting
	}
	r.blocks = append(r.blocks, block{savepoint: savepoint, mark: len(r.journal), path: r.path, who: r.who, session: session, lasting: lasting})
}

func (r *Replay) rollback(i int) {
	r.undo(r.blocks[i].mark)
	r.path, r.who = r.blocks[i].path, r.blocks[i].who
	r.blocks[0].session, r.blocks[0].lasting = r.blocks[i].session, r.blocks[i].lasting
}

// endTransaction makes the changes final; SET LOCAL ends here.
func (r *Replay) endTransaction() {
	if len(r.blocks) > 0 {
		r.path, r.who = r.blocks[0].session, r.blocks[0].lasting
	}
	r.blocks = nil
	r.journal = r.journal[:0]
}

// setPath sets the search path; a local setting ends with the transaction.
func (r *Replay) setPath(path []string, local bool) {
	r.path = path
	if !local && len(r.blocks) > 0 {
		r.blocks[0].session = path
	}
}
