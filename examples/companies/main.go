// Command companies is a tour of the code that pgen generates. It needs a
// database with the schema of this folder:
//
//	export DATABASE_URL=postgres://localhost/companies
//	pgen upgrade head
//	go run .
//
// It deletes the rows that it made and can be run again.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/pgen-go/pgen/examples/companies/orders"
	"github.com/pgen-go/pgen/runtime/store"
	"github.com/pgen-go/pgen/runtime/tx"
)

func main() {
	if err := run(context.Background(), os.Getenv("DATABASE_URL"), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "companies:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string, out io.Writer) error {
	if url == "" {
		return errors.New("DATABASE_URL is not set: give the URL of a database on which pgen upgrade head was run")
	}
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	t := tour{db: orders.New(pool), out: out}
	for _, step := range []func(context.Context) error{t.companies, t.employees, t.search, t.transaction, t.failures, t.leave} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// tour is the state of one run.
type tour struct {
	db            *orders.Stores
	out           io.Writer
	acme          orders.Company
	grace, edsger orders.Employee
}

func (t *tour) say(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) }

// companies creates, retrieves, updates and replaces.
func (t *tour) companies(ctx context.Context) (err error) {
	in := orders.NewCompany("Acme")
	in.Tags = store.Set([]string{"tools", "anvils"})
	if t.acme, err = t.db.Companies.Create(ctx, in); err != nil {
		return err
	}
	t.say("created    %s with tags %v and settings %s", t.acme.Name, t.acme.Tags, t.acme.Settings)

	if t.acme, err = t.db.Companies.Retrieve(ctx, t.acme.ID); err != nil {
		return err
	}
	t.say("retrieved  %s by its key", t.acme.Name)

	founded := time.Date(1949, time.September, 17, 0, 0, 0, 0, time.UTC)
	t.acme, err = t.db.Companies.Update(ctx, t.acme.ID, orders.CompanyPatch{Name: store.Set("Acme Ltd"), FoundedOn: store.Set(founded)})
	if err != nil {
		return err
	}
	t.say("updated    the name to %s and the founding to %s, nothing else", t.acme.Name, t.acme.FoundedOn.Format(time.DateOnly))

	t.acme, err = t.db.Companies.Update(ctx, t.acme.ID, orders.CompanyPatch{FoundedOn: store.Null[time.Time]()})
	if err != nil {
		return err
	}
	t.say("updated    the founding to NULL: %v", t.acme.FoundedOn)

	if t.acme, err = t.db.Companies.Replace(ctx, t.acme.ID, orders.NewCompany("Acme Corp")); err != nil {
		return err
	}
	t.say("replaced   the row: name %s, tags %v", t.acme.Name, t.acme.Tags)
	return nil
}

// employees creates many rows at once and replaces by a unique column.
func (t *tour) employees(ctx context.Context) error {
	boss := orders.NewEmployee(t.acme.ID, "grace@example.com", "Grace")
	boss.Role = store.Set(orders.EmployeeRoleDirector)
	boss.Salary = new(store.Decimal("99999.90"))
	rows, err := t.db.Employees.CreateMany(ctx, []orders.EmployeeInput{boss, orders.NewEmployee(t.acme.ID, "edsger@example.com", "Edsger")})
	if err != nil {
		return err
	}
	t.grace, t.edsger = rows[0], rows[1]
	t.say("created    %s (%s) and %s (%s) in one round trip", t.grace.FullName, t.grace.Role, t.edsger.FullName, t.edsger.Role)

	in := orders.NewEmployee(t.acme.ID, t.edsger.Email, "Edsger W.")
	in.ManagerID = &t.grace.ID
	if t.edsger, err = t.db.Employees.ReplaceByEmail(ctx, in); err != nil {
		return err
	}
	t.say("replaced   by email: %s now reports to %s", t.edsger.FullName, t.grace.FullName)
	return nil
}

// search filters, orders, counts and groups.
func (t *tour) search(ctx context.Context) error {
	ours := orders.EmployeeFilter{CompanyID: store.Eq(t.acme.ID)}
	rows, err := t.db.Employees.Search(ctx, ours, orders.EmployeesByHiredAt.Desc().Limit(50))
	if err != nil {
		return err
	}
	t.say("searched   %d employees of %s", len(rows), t.acme.Name)

	first, err := t.db.Employees.SearchFirst(ctx, orders.EmployeeFilter{Email: store.HasPrefix("edsger"), ManagerID: store.IsNotNull[store.UUID]()})
	if err != nil {
		return err
	}
	t.say("searched   the first one with a manager: %s", first.FullName)

	n, err := t.db.Employees.Count(ctx, orders.EmployeeFilter{CompanyID: store.Eq(t.acme.ID), Role: store.In(orders.EmployeeRoleManager, orders.EmployeeRoleDirector)})
	if err != nil {
		return err
	}
	t.say("counted    %d managers and directors", n)

	teams, err := t.db.Employees.ListByManagerIDs(ctx, []store.UUID{t.grace.ID, t.edsger.ID})
	if err != nil {
		return err
	}
	t.say("listed     %d reports of %s and %d of %s in one query", len(teams[t.grace.ID]), t.grace.FullName, len(teams[t.edsger.ID]), t.edsger.FullName)

	for e, err := range t.db.Employees.All(ctx, ours, orders.EmployeesByEmail) {
		if err != nil {
			return err
		}
		t.say("streamed   %s", e.Email)
	}
	return nil
}

var errSecondThoughts = errors.New("second thoughts")

// transaction rolls back by an error and by a dry run.
func (t *tour) transaction(ctx context.Context) error {
	err := t.db.InTx(ctx, tx.Options{}, func(db *orders.Stores) error {
		if _, err := db.Companies.Create(ctx, orders.NewCompany("Umbrella")); err != nil {
			return err
		}
		return errSecondThoughts
	})
	if !errors.Is(err, errSecondThoughts) {
		return err
	}
	err = t.db.InTx(ctx, tx.Options{DryRun: true}, func(db *orders.Stores) error {
		_, err := db.Companies.Create(ctx, orders.NewCompany("Umbrella"))
		return err
	})
	if err != nil {
		return err
	}
	found, err := t.db.Companies.Exists(ctx, orders.CompanyFilter{Name: store.Eq("Umbrella")})
	if err != nil {
		return err
	}
	t.say("rolled back; Umbrella exists: %t", found)
	return nil
}

// failures shows errors that a service can act on.
func (t *tour) failures(ctx context.Context) error {
	_, duplicate := t.db.Companies.Create(ctx, orders.NewCompany(t.acme.Name))
	_, missing := t.db.Employees.Create(ctx, orders.NewEmployee(store.NewUUID(), "alan@example.com", "Alan"))
	referenced := t.db.Companies.Delete(ctx, t.acme.ID)
	subordinates := t.db.Employees.Delete(ctx, t.grace.ID)
	_, absent := t.db.Companies.Retrieve(ctx, store.NewUUID())
	for _, f := range []struct {
		err, is error
		means   string
	}{
		{duplicate, orders.ErrCompanyNameTaken, "the name is taken"},
		{missing, orders.ErrEmployeeCompanyMissing, "there is no such company"},
		{referenced, orders.ErrCompanyHasEmployees, "the company has employees"},
		{subordinates, orders.ErrEmployeeHasEmployees, "the employee manages others"},
		{absent, store.NotFound, "there is no such row"},
	} {
		if !errors.Is(f.err, f.is) {
			return fmt.Errorf("expected %w, got %w", f.is, f.err)
		}
		t.say("refused    because %s", f.means)
	}
	return nil
}

// leave deletes what the tour made.
func (t *tour) leave(ctx context.Context) error {
	err := t.db.InTx(ctx, tx.Options{}, func(db *orders.Stores) error {
		for _, id := range []store.UUID{t.edsger.ID, t.grace.ID} {
			if err := db.Employees.Delete(ctx, id); err != nil {
				return err
			}
		}
		return db.Companies.Delete(ctx, t.acme.ID)
	})
	if err == nil {
		t.say("deleted    everything again")
	}
	return err
}
