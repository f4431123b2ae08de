package plan_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/plan"
)

// strength orders the lock modes of pg_locks that a plan has to name.
var strength = []string{"", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}

var modes = map[plan.LockLevel]string{"": "", plan.ShareUpdateExclusive: "ShareUpdateExclusiveLock", plan.Share: "ShareLock",
	plan.ShareRowExclusive: "ShareRowExclusiveLock", plan.AccessExclusive: "AccessExclusiveLock"}

// relationsThere are the tables and views with their files; locks the strongest lock
// that the transaction has on each.
const (
	relationsThere = `SELECT c.oid, CASE WHEN c.relkind IN ('r', 'm') THEN c.relfilenode ELSE 0 END, n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND c.oid >= 16384 AND n.nspname NOT LIKE 'pg\_%'`
	locksHeld = `SELECT l.relation, l.mode FROM pg_locks l WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted
		AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`
)

type relation struct {
	file uint32
	name string
}

func relations(ctx context.Context, tx pgx.Tx) (map[uint32]relation, error) {
	rows, err := tx.Query(ctx, relationsThere)
	if err != nil {
		return nil, err
	}
	out := map[uint32]relation{}
	var oid uint32
	var r relation
	_, err = pgx.ForEachRow(rows, []any{&oid, &r.file, &r.name}, func() error { out[oid] = r; return nil })
	return out, err
}

// executeWatched runs a plan, each action in a transaction of its own, and compares
// locks and files with what the action declares. Only relations that were there before
// the plan count: nobody waits for the others.
func (d database) executeWatched(t *testing.T, p *plan.Plan) error {
	t.Helper()
	ctx := context.Background()
	var first map[uint32]relation
	if err := pgx.BeginFunc(ctx, d, func(tx pgx.Tx) (err error) {
		first, err = relations(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	for _, a := range p.Actions() {
		if a.Mode == plan.OutsideTx {
			if err := d.run(a.SQL); err != nil {
				return fmt.Errorf("%w\nin %s\n%s", err, a.SQL, script(p))
			}
			continue
		}
		err := pgx.BeginFunc(ctx, d, func(tx pgx.Tx) error {
			before, err := relations(ctx, tx)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, a.SQL); err != nil {
				return fmt.Errorf("%w\nin %s\n%s", err, a.SQL, script(p))
			}
			return watch(ctx, t, tx, a, first, before)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// watch compares one action with what it has done.
func watch(ctx context.Context, t *testing.T, tx pgx.Tx, a plan.Action, first, before map[uint32]relation) error {
	t.Helper()
	rows, err := tx.Query(ctx, locksHeld)
	if err != nil {
		return err
	}
	strongest, holders := "", map[string][]string{}
	var oid uint32
	var mode string
	if _, err := pgx.ForEachRow(rows, []any{&oid, &mode}, func() error {
		if r, ok := first[oid]; ok {
			holders[mode] = append(holders[mode], r.name)
			if slices.Index(strength, mode) > slices.Index(strength, strongest) {
				strongest = mode
			}
		}
		return nil
	}); err != nil {
		return err
	}
	after, err := relations(ctx, tx)
	if err != nil {
		return err
	}
	var written []string
	for oid, r := range before {
		_, old := first[oid]
		if now, there := after[oid]; old && there && now.file != r.file {
			written = append(written, r.name)
		}
	}
	declared := modes[a.Lock.Level]
	if declared != strongest {
		t.Errorf("LOCK declared %q on %v, has %q on %v: %s", declared, a.Lock.Relation, strongest, holders[strongest], a.SQL)
	} else if name := a.Lock.Relation.Schema + "." + a.Lock.Relation.Name; declared != "" && !slices.Contains(holders[strongest], name) {
		t.Errorf("LOCK declared on %s, is %q on %v: %s", name, strongest, holders[strongest], a.SQL)
	}
	if len(written) > 0 != a.Rewrites {
		t.Errorf("REWRITE declared %v, writes %v: %s", a.Rewrites, written, a.SQL)
	}
	return nil
}
