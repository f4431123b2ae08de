package migrate_test

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

//go:embed testdata/service
var service embed.FS

// Example brings a database up to date from a service: revisions of two folders,
// a step in Go, two roles, and hooks.
func Example() {
	ctx := context.Background()
	orders, err := fs.Sub(service, "testdata/service/orders")
	if err != nil {
		panic(err)
	}
	billing, err := fs.Sub(service, "testdata/service/billing")
	if err != nil {
		panic(err)
	}
	history, err := migrate.Load(orders, billing)
	if err != nil {
		panic(err)
	}
	m, err := migrate.New(migrate.Config{
		URL:     os.Getenv("DATABASE_URL"),
		History: history,
		// Steps without role= run as orders, steps with role=admin as orders_owner.
		Roles: map[string]string{"": "orders", "admin": "orders_owner"},
		// A step with function=fill_totals runs this, in the transaction of the step.
		Functions: map[string]migrate.Function{"fill_totals": fillTotals},
		Hooks: migrate.Hooks{
			BeforeRun: func(ctx context.Context, direction migrate.Direction, path []*migrate.Revision) error {
				slog.InfoContext(ctx, "migrating", "direction", direction, "revisions", len(path))
				return nil
			},
			AfterRevision: func(ctx context.Context, _ migrate.Direction, rev *migrate.Revision) error {
				slog.InfoContext(ctx, "applied", "revision", rev.ID)
				return nil
			},
		},
		Logger: slog.Default(),
	})
	if err != nil {
		panic(err)
	}
	if _, err := m.Upgrade(ctx, "heads"); err != nil {
		panic(err)
	}
}

func fillTotals(ctx context.Context, tx migrate.Tx) error {
	rows, err := tx.Query(ctx, "SELECT id FROM orders WHERE total IS NULL")
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := tx.Exec(ctx, "UPDATE orders SET total = $1 WHERE id = $2", id*2, id); err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
	}
	return nil
}
