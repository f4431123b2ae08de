package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/examples/companies/orders"
	"github.com/pgen-go/pgen/runtime/store"
	"github.com/pgen-go/pgen/runtime/testdb"
)

// source is the service's own history: the tests run on what upgrade makes.
var source = testdb.Source{Migrations: os.DirFS("migrations")}

func TestTourRunsTwice(t *testing.T) {
	t.Parallel()
	url := testdb.URL(t, source)
	for range 2 {
		var out strings.Builder
		if err := run(t.Context(), url, &out); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if !strings.Contains(out.String(), "refused    because the company has employees") {
			t.Errorf("the tour is incomplete:\n%s", out.String())
		}
	}
	if err := run(t.Context(), "", nil); err == nil || !strings.Contains(err.Error(), "DATABASE_URL") {
		t.Errorf("without a URL the tour gave %v", err)
	}
}

// counter counts statements and keeps their texts.
type counter struct {
	store.DB
	texts []string
}

func (c *counter) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	c.texts = append(c.texts, sql)
	return c.DB.Query(ctx, sql, args...)
}

func (c *counter) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	c.texts = append(c.texts, sql)
	return c.DB.QueryRow(ctx, sql, args...)
}

func (c *counter) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	c.texts = append(c.texts, sql)
	return c.DB.Exec(ctx, sql, args...)
}

// connect returns stores over one connection, and what they send.
func connect(t *testing.T) (*orders.Stores, *counter) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), testdb.URL(t, source))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	sent := &counter{DB: conn}
	return orders.New(sent), sent
}

// staff makes a company with n employees.
func staff(t *testing.T, db *orders.Stores, name string, n int) (orders.Company, []orders.Employee) {
	t.Helper()
	company, err := db.Companies.Create(t.Context(), orders.NewCompany(name))
	if err != nil {
		t.Fatal(err)
	}
	in := make([]orders.EmployeeInput, n)
	for i := range in {
		in[i] = orders.NewEmployee(company.ID, fmt.Sprintf("%s%04d@example.com", name, i), name)
	}
	rows, err := db.Employees.CreateMany(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return company, rows
}

func TestPatchFromJSON(t *testing.T) {
	t.Parallel()
	db, _ := connect(t)
	_, rows := staff(t, db, "acme", 1)
	e := rows[0]
	for _, c := range []struct{ body, nickname, salary, role string }{
		{`{"nickname": "Ace", "salary": 1200.50}`, "Ace", "1200.50", "engineer"},
		{`{}`, "Ace", "1200.50", "engineer"},
		{`{"role": "manager", "salary": null}`, "Ace", "", "manager"},
		{`{"nickname": null}`, "", "", "manager"},
	} {
		var p orders.EmployeePatch
		if err := json.Unmarshal([]byte(c.body), &p); err != nil {
			t.Fatal(err)
		}
		got, err := db.Employees.Update(t.Context(), e.ID, p)
		if err != nil {
			t.Fatal(err)
		}
		var nickname, salary string
		if got.Nickname != nil {
			nickname = *got.Nickname
		}
		if got.Salary != nil {
			salary = string(*got.Salary)
		}
		if nickname != c.nickname || salary != c.salary || string(got.Role) != c.role || got.Email != e.Email {
			t.Errorf("%s gave %q, %q, %s", c.body, nickname, salary, got.Role)
		}
	}
}

func TestUpdateSetsUpdatedAt(t *testing.T) {
	t.Parallel()
	db, sent := connect(t)
	company, _ := staff(t, db, "acme", 0)
	got, err := db.Companies.Update(t.Context(), company.ID, orders.CompanyPatch{Name: store.Set("x")})
	if err != nil || !got.UpdatedAt.After(company.UpdatedAt) || !got.CreatedAt.Equal(company.CreatedAt) {
		t.Errorf("%v: updated at %s after %s", err, got.UpdatedAt, company.UpdatedAt)
	}
	got, err = db.Companies.Replace(t.Context(), company.ID, orders.NewCompany("y"))
	if err != nil || !got.CreatedAt.Equal(company.CreatedAt) || got.Name != "y" {
		t.Errorf("a replace must keep created_at: %v, %+v", err, got)
	}
	sent.texts = nil
	same, err := db.Companies.Update(t.Context(), company.ID, orders.CompanyPatch{})
	if err != nil || !same.UpdatedAt.Equal(got.UpdatedAt) || !strings.Contains(sent.texts[0], "SELECT") {
		t.Errorf("an empty patch must only read: %v, %q", err, sent.texts)
	}
	if _, err = db.Companies.Update(t.Context(), store.NewUUID(), orders.CompanyPatch{}); !errors.Is(err, store.NotFound) {
		t.Errorf("an empty patch of no row gave %v", err)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	db, sent := connect(t)
	company, rows := staff(t, db, "acme", 3)
	other, _ := staff(t, db, "other", 2)
	boss := rows[0]
	for _, e := range rows[1:] {
		if _, err := db.Employees.Update(t.Context(), e.ID, orders.EmployeePatch{ManagerID: store.Set(boss.ID), Salary: store.Set(store.Decimal("10"))}); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		filter orders.EmployeeFilter
		want   int64
	}{
		"all":          {orders.EmployeeFilter{}, 5},
		"equal":        {orders.EmployeeFilter{CompanyID: store.Eq(company.ID)}, 3},
		"two":          {orders.EmployeeFilter{CompanyID: store.Eq(company.ID), ManagerID: store.IsNull[store.UUID]()}, 1},
		"differs":      {orders.EmployeeFilter{ManagerID: store.Ne(boss.ID)}, 3},
		"in":           {orders.EmployeeFilter{CompanyID: store.In(company.ID, other.ID)}, 5},
		"in nothing":   {orders.EmployeeFilter{CompanyID: store.In[store.UUID]()}, 0},
		"not in":       {orders.EmployeeFilter{ManagerID: store.NotIn(boss.ID)}, 3},
		"not in none":  {orders.EmployeeFilter{ManagerID: store.NotIn[store.UUID]()}, 5},
		"enum":         {orders.EmployeeFilter{Role: store.In(orders.EmployeeRoleManager, orders.EmployeeRoleEngineer)}, 5},
		"enum order":   {orders.EmployeeFilter{Role: store.Gt(orders.EmployeeRoleEngineer)}, 0},
		"number":       {orders.EmployeeFilter{Salary: store.Between(store.Decimal("9.99"), store.Decimal("10"))}, 2},
		"half open":    {orders.EmployeeFilter{Salary: store.FromTo(store.Decimal("9"), store.Decimal("10"))}, 0},
		"time":         {orders.EmployeeFilter{HiredAt: store.Gt(boss.HiredAt.Add(-time.Hour))}, 5},
		"like":         {orders.EmployeeFilter{Email: store.Like("acme000_@%")}, 3},
		"prefix":       {orders.EmployeeFilter{Email: store.HasPrefix("acme000_")}, 0},
		"text":         {orders.EmployeeFilter{Email: store.HasText("CME0001")}, 1},
		"text null":    {orders.EmployeeFilter{Nickname: store.TextFilter(store.IsNull[string]())}, 5},
		"text differs": {orders.EmployeeFilter{Nickname: store.Ne("x")}, 5},
	} {
		got, err := db.Employees.Count(t.Context(), c.filter)
		if err != nil || got != c.want {
			t.Errorf("%s: %d rows, want %d (%v)", name, got, c.want, err)
		}
		found, err := db.Employees.Exists(t.Context(), c.filter)
		if err != nil || found != (c.want > 0) {
			t.Errorf("%s: exists %t (%v)", name, found, err)
		}
		list, err := db.Employees.Search(t.Context(), c.filter)
		if err != nil || list == nil || int64(len(list)) != c.want {
			t.Errorf("%s: found %d (%v)", name, len(list), err)
		}
		first, err := db.Employees.SearchFirst(t.Context(), c.filter)
		if err != nil || (first != nil) != (c.want > 0) {
			t.Errorf("%s: first is %v (%v)", name, first, err)
		}
	}
	sent.texts = nil
	if _, err := db.Employees.Search(t.Context(), orders.EmployeeFilter{CompanyID: store.In[store.UUID]()}); err != nil || len(sent.texts) > 0 {
		t.Errorf("an empty list needs no statement, got %q (%v)", sent.texts, err)
	}
}

func TestDocumentsAndArrays(t *testing.T) {
	t.Parallel()
	db, _ := connect(t)
	in := orders.NewCompany("acme")
	in.Tags, in.Settings = store.Set([]string{"a,b", `"`, ""}), store.Set(store.JSON(`{"plan": "pro", "seats": [1, 2]}`))
	row, err := db.Companies.Create(t.Context(), in)
	if err != nil || !slices.Equal(row.Tags, []string{"a,b", `"`, ""}) {
		t.Fatalf("%v, tags %q", err, row.Tags)
	}
	for i, c := range []struct {
		filter orders.CompanyFilter
		want   bool
	}{
		{orders.CompanyFilter{Tags: store.HasAll("a,b", "")}, true}, {orders.CompanyFilter{Tags: store.HasAll("a")}, false},
		{orders.CompanyFilter{Tags: store.HasAny("x", `"`)}, true}, {orders.CompanyFilter{Tags: store.Within("a,b", `"`, "", "x")}, true},
		{orders.CompanyFilter{Tags: store.Within("x")}, false}, {orders.CompanyFilter{Tags: store.ArrayIsNull[string]()}, false},
		{orders.CompanyFilter{Settings: store.JSONContains(store.JSON(`{"plan": "pro"}`))}, true},
		{orders.CompanyFilter{Settings: store.JSONContains(store.JSON(`{"plan": "free"}`))}, false},
		{orders.CompanyFilter{FoundedOn: store.IsNull[time.Time]()}, true},
	} {
		if got, err := db.Companies.Exists(t.Context(), c.filter); err != nil || got != c.want {
			t.Errorf("%d: %t (%v)", i, got, err)
		}
	}
}

func TestPagesAreTheWholeList(t *testing.T) {
	t.Parallel()
	db, _ := connect(t)
	_, rows := staff(t, db, "acme", 25)
	filter := orders.EmployeeFilter{}
	// All were hired at the same time, so only the key orders them.
	var paged []store.UUID
	for offset := 0; ; offset += 7 {
		page, err := db.Employees.Search(t.Context(), filter, orders.EmployeesByHiredAt.Desc().Limit(7).Offset(offset))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			paged = append(paged, e.ID)
		}
		if len(page) < 7 {
			break
		}
	}
	var streamed []store.UUID
	for e, err := range db.Employees.All(t.Context(), filter, orders.EmployeesByHiredAt.Desc()) {
		if err != nil {
			t.Fatal(err)
		}
		streamed = append(streamed, e.ID)
	}
	if len(paged) != len(rows) || !slices.Equal(paged, streamed) {
		t.Errorf("%d rows in pages, %d in a stream, want %d", len(paged), len(streamed), len(rows))
	}
	for range db.Employees.All(t.Context(), filter) {
		break // must give the connection back
	}
	ordered, err := db.Employees.Search(t.Context(), filter, orders.EmployeesByFullName, orders.EmployeesByEmail.Desc().Limit(2))
	if err != nil || len(ordered) != 2 || ordered[0].Email != "acme0024@example.com" {
		t.Errorf("%v, %v", ordered, err)
	}
	none, err := db.Employees.Search(t.Context(), filter, store.Limit[orders.Employee](0))
	if err != nil || len(none) != 0 {
		t.Errorf("a limit of 0 gave %d rows (%v)", len(none), err)
	}
}

func TestLoadersAreOneStatement(t *testing.T) {
	t.Parallel()
	db, sent := connect(t)
	one, rows := staff(t, db, "one", 3)
	two, _ := staff(t, db, "two", 2)
	sent.texts = nil
	byCompany, err := db.Employees.ListByCompanyIDs(t.Context(), []store.UUID{one.ID, two.ID, one.ID, store.NewUUID()})
	if err != nil || len(byCompany) != 2 || len(byCompany[one.ID]) != 3 || len(byCompany[two.ID]) != 2 {
		t.Errorf("%v, %v", byCompany, err)
	}
	byID, err := db.Employees.RetrieveMany(t.Context(), []store.UUID{rows[0].ID, store.NewUUID()})
	if err != nil || len(byID) != 1 || byID[rows[0].ID].Email != rows[0].Email {
		t.Errorf("%v, %v", byID, err)
	}
	if len(sent.texts) != 2 {
		t.Errorf("%d statements were sent for two calls", len(sent.texts))
	}
	if got, err := db.Employees.ListByCompanyIDs(t.Context(), nil); err != nil || got == nil || len(sent.texts) != 2 {
		t.Errorf("no keys need no statement: %v, %v", got, err)
	}
	heads, err := db.CompanyHeadcounts.Search(t.Context(), orders.CompanyHeadcountFilter{Employees: store.Gt(int64(2))})
	if err != nil || len(heads) != 1 || *heads[0].Name != "one" {
		t.Errorf("the view gave %v, %v", heads, err)
	}
}

func TestCreateManyKeepsOrder(t *testing.T) {
	t.Parallel()
	db, _ := connect(t)
	company, _ := staff(t, db, "acme", 0)
	for _, n := range []int{0, 1, 4999, 5001} {
		in := make([]orders.EmployeeInput, n)
		for i := range in {
			in[i] = orders.NewEmployee(company.ID, fmt.Sprintf("%d-%d", n, i), "x")
			if i%3 == 0 { // rows that leave out other columns go with another statement
				in[i].Role = store.Set(orders.EmployeeRoleManager)
			}
		}
		rows, err := db.Employees.CreateMany(t.Context(), in)
		if err != nil || len(rows) != n {
			t.Fatalf("%d rows of %d: %v", len(rows), n, err)
		}
		for i, r := range rows {
			if r.Email != in[i].Email || (r.Role == orders.EmployeeRoleManager) != (i%3 == 0) {
				t.Fatalf("row %d of %d is %+v", i, n, r)
			}
		}
	}
	before, _ := db.Employees.Count(t.Context(), orders.EmployeeFilter{})
	_, err := db.Employees.CreateMany(t.Context(), []orders.EmployeeInput{
		orders.NewEmployee(company.ID, "fresh", "x"), orders.NewEmployee(company.ID, "1-0", "x")})
	after, _ := db.Employees.Count(t.Context(), orders.EmployeeFilter{})
	if !errors.Is(err, orders.ErrEmployeeEmailTaken) || before != after {
		t.Errorf("all or none: %v, %d rows became %d", err, before, after)
	}
}

// TestErrorsTellWhatHappened covers every kind on real constraints, the foreign
// key of a table to itself in both directions too, under a server that does not
// speak English where it can.
func TestErrorsTellWhatHappened(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, _ := connect(t)
	company, rows := staff(t, db, "acme", 2)
	boss, e := rows[0], rows[1]
	unknown := store.NewUUID()
	if _, err := db.Employees.Update(ctx, e.ID, orders.EmployeePatch{ManagerID: store.Set(boss.ID)}); err != nil {
		t.Fatal(err)
	}
	failed := func(_ any, err error) error { return err }
	for name, c := range map[string]struct {
		err     error
		is      []error
		columns []string
	}{
		"duplicate":           {failed(db.Companies.Create(ctx, orders.NewCompany("acme"))), []error{store.Duplicate, orders.ErrCompanyNameTaken}, []string{"name"}},
		"check":               {failed(db.Companies.Create(ctx, orders.NewCompany(""))), []error{store.Check, orders.ErrCompanyNameInvalid}, nil},
		"missing parent":      {failed(db.Employees.Create(ctx, orders.NewEmployee(unknown, "x", "x"))), []error{store.MissingParent, store.ForeignKey, orders.ErrEmployeeCompanyMissing}, []string{"company_id"}},
		"missing self":        {failed(db.Employees.Update(ctx, e.ID, orders.EmployeePatch{ManagerID: store.Set(unknown)})), []error{store.MissingParent, orders.ErrEmployeeManagerMissing}, []string{"manager_id"}},
		"referenced":          {db.Companies.Delete(ctx, company.ID), []error{store.StillReferenced, store.ForeignKey, orders.ErrCompanyHasEmployees}, nil},
		"referenced by self":  {db.Employees.Delete(ctx, boss.ID), []error{store.StillReferenced, orders.ErrEmployeeHasEmployees}, []string{"manager_id"}},
		"not found":           {failed(db.Companies.Retrieve(ctx, unknown)), []error{store.NotFound, pgx.ErrNoRows}, nil},
		"nothing to delete":   {db.Companies.Delete(ctx, unknown), []error{store.NotFound, pgx.ErrNoRows}, nil},
		"nothing to update":   {failed(db.Companies.Update(ctx, unknown, orders.CompanyPatch{Name: store.Set("y")})), []error{store.NotFound}, nil},
		"not a number":        {failed(db.Employees.Update(ctx, e.ID, orders.EmployeePatch{Salary: store.Set(store.Decimal("many"))})), []error{store.Invalid}, nil},
		"out of range":        {failed(db.Employees.Update(ctx, e.ID, orders.EmployeePatch{Salary: store.Set(store.Decimal("1e20"))})), []error{store.Invalid}, nil},
		"no document":         {failed(db.Companies.Update(ctx, company.ID, orders.CompanyPatch{Settings: store.Set(store.JSON(nil))})), []error{store.NotNull}, []string{"settings"}},
		"unknown enum label":  {failed(db.Employees.Update(ctx, e.ID, orders.EmployeePatch{Role: store.Set(orders.EmployeeRole("king"))})), []error{store.Invalid}, nil},
		"retrieve by another": {failed(db.Employees.RetrieveByEmail(ctx, "nobody")), []error{store.NotFound}, nil},
	} {
		var typed *store.Error
		if !errors.As(c.err, &typed) {
			t.Errorf("%s: %v is no *store.Error", name, c.err)
			continue
		}
		for _, is := range c.is {
			if !errors.Is(c.err, is) {
				t.Errorf("%s: %v is not %v", name, c.err, is)
			}
		}
		if !slices.Equal(typed.Columns, c.columns) || typed.Table == "" || !strings.HasPrefix(c.err.Error(), "orders.") {
			t.Errorf("%s: columns %q of table %q: %v", name, typed.Columns, typed.Table, c.err)
		}
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := db.Companies.Retrieve(canceled, company.ID); !errors.Is(err, store.Canceled) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestReplaceDoesNotRace gives each its own name: the server settles races about the
// key only, so that two at once with one name may end in a duplicate.
func TestReplaceDoesNotRace(t *testing.T) {
	t.Parallel()
	pool := testdb.New(t, source)
	db := orders.New(pool)
	id := store.NewUUID()
	errs := make(chan error)
	for i := range 8 {
		go func() {
			_, err := db.Companies.Replace(t.Context(), id, orders.NewCompany(fmt.Sprint("acme ", i)))
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n, err := db.Companies.Count(t.Context(), orders.CompanyFilter{}); err != nil || n != 1 {
		t.Errorf("%d rows (%v)", n, err)
	}
}

// TestTextsAreBounded fuzzes filters by hand: the number of texts depends on the
// conditions that are used, never on values or the length of lists.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	db, sent := connect(t)
	for n := range 50 {
		ids := make([]store.UUID, n+1)
		var f orders.EmployeeFilter
		if n%2 == 0 {
			f.CompanyID = store.In(ids...)
		}
		if n%3 == 0 {
			f.Email = store.Eq(fmt.Sprint(n))
		}
		if _, err := db.Employees.Search(t.Context(), f, orders.EmployeesByEmail.Limit(n).Offset(n+1)); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(sent.texts)
	texts := slices.Compact(sent.texts)
	if len(texts) != 4 {
		t.Errorf("%d texts for 2 conditions", len(texts))
	}
	for _, text := range texts {
		if !strings.HasPrefix(text, "/* orders.Employees.Search */\nSELECT id, company_id,") {
			t.Errorf("the text does not name its method or its columns: %s", text)
		}
	}
}

func TestAllocations(t *testing.T) {
	db, _ := connect(t)
	company, rows := staff(t, db, "acme", 100)
	ids := make([]store.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	if _, err := db.Employees.Update(t.Context(), rows[0].ID, orders.EmployeePatch{Salary: store.Set(store.Decimal("1")), Nickname: store.Set("x")}); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for name, c := range map[string]struct {
		most float64
		call func() error
	}{
		"Retrieve": {16, func() error { _, err := db.Employees.Retrieve(ctx, rows[0].ID); return err }},
		// Two texts of a row, 30 for everything else.
		"Search 100": {230, func() error {
			_, err := db.Employees.Search(ctx, orders.EmployeeFilter{CompanyID: store.Eq(company.ID)}, orders.EmployeesByEmail.Limit(100))
			return err
		}},
		"Count by 100 keys": {30, func() error {
			_, err := db.Employees.Count(ctx, orders.EmployeeFilter{ID: store.In(ids...)})
			return err
		}},
	} {
		if err := c.call(); err != nil {
			t.Fatal(err)
		}
		if got := testing.AllocsPerRun(50, func() { _ = c.call() }); got > c.most {
			t.Errorf("%s takes %.0f allocations, at most %.0f are allowed", name, got, c.most)
		} else {
			t.Logf("%s takes %.0f allocations", name, got)
		}
	}
}
