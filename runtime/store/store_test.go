package store_test

import (
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/runtime/store"
	"github.com/pgen-go/pgen/runtime/testdb"
)

func TestThreeStatesInJSON(t *testing.T) {
	t.Parallel()
	type patch struct {
		Name store.Optional[string] `json:"name,omitzero"`
		Note store.Nullable[int]    `json:"note,omitzero"`
	}
	for text, want := range map[string]patch{
		`{}`:                     {},
		`{"name":"a"}`:           {Name: store.Set("a")},
		`{"name":""}`:            {Name: store.Set("")},
		`{"note":null}`:          {Note: store.Null[int]()},
		`{"name":"a","note":0}`:  {Name: store.Set("a"), Note: store.Set(0)},
		`{"name":"a","note":-7}`: {Name: store.Set("a"), Note: store.Set(-7)},
	} {
		var got patch
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s became %+v (%v), want %+v", text, got, err, want)
		}
		if back, err := json.Marshal(got); err != nil || string(back) != text {
			t.Errorf("%s came back as %s (%v)", text, back, err)
		}
	}
	for _, text := range []string{`{"name":null}`, `{"name":1}`, `{"note":"x"}`} {
		if err := json.Unmarshal([]byte(text), &patch{}); err == nil {
			t.Errorf("%s must be refused", text)
		}
	}
	if p, given := store.SetOrNull[int](nil).Get(); p != nil || !given {
		t.Error("SetOrNull(nil) must be null")
	}
}

func TestUUID(t *testing.T) {
	t.Parallel()
	u := store.NewUUID()
	for _, text := range []string{u.String(), strings.ReplaceAll(u.String(), "-", ""), strings.ToUpper(u.String())} {
		if got, err := store.ParseUUID(text); err != nil || got != u {
			t.Errorf("ParseUUID(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", u.String() + "0", strings.Repeat("g", 32), strings.Replace(u.String(), "-", "0", 1)} {
		if _, err := store.ParseUUID(text); err == nil {
			t.Errorf("ParseUUID(%q) must fail", text)
		}
	}
	if u[6]>>4 != 7 || u[8]>>6 != 2 {
		t.Errorf("%s is not of version 7", u)
	}
	next := store.NewUUID()
	time.Sleep(2 * time.Millisecond)
	if later := store.NewUUID(); later.String() <= next.String() {
		t.Errorf("%s does not come after %s", later, next)
	}
}

// TestTextReachesServer sends values as text, as elements of arrays too, and
// compares what the server reads with the same value from another source.
func TestTextReachesServer(t *testing.T) {
	t.Parallel()
	db := testdb.New(t, testdb.Source{})
	ok := func(what, sql string, args ...any) {
		t.Helper()
		var same bool
		if err := db.QueryRow(t.Context(), "SELECT "+sql, args...).Scan(&same); err != nil || !same {
			t.Errorf("%s: %v, %v (arguments %q)", what, same, err, args)
		}
	}
	for _, when := range []time.Time{
		time.Date(2024, 2, 29, 23, 59, 59, 123456789, time.FixedZone("", 7200)), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(-43, 3, 15, 12, 0, 0, 0, time.UTC), time.Date(12345, 6, 7, 8, 9, 10, 0, time.UTC), time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC),
	} {
		ok("timestamptz", "$1::text::timestamptz = $2::timestamptz", string(store.AppendTime(nil, when)), when)
		ok("timestamp", "$1::text::timestamp = $2::timestamptz AT TIME ZONE 'UTC'", store.Timestamp(when), when)
		year, month, day := when.Date()
		ok("date", "$1::text::date = $2::date", store.Date(when), time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 0.1, 1e308, 5e-324, math.Inf(1), math.Inf(-1), math.NaN()} {
		ok("float8", "$1::text::float8 = $2::float8", string(store.AppendFloat(nil, f)), f)
	}
	ok("float4", "$1::text::float4 = $2::float4", string(store.AppendFloat(nil, float32(0.1))), float32(0.1))
	ok("bytea", "$1::text::bytea = $2::bytea", string(store.AppendBytes(nil, []byte{0, 255, '\\'})), []byte{0, 255, '\\'})
	ok("inet", "$1::text::inet = $2::inet", string(store.AppendPrefix(nil, netip.MustParsePrefix("2001:db8::1/64"))), netip.MustParsePrefix("2001:db8::1/64"))
	ok("interval", "$1::text::interval = '-14 mons 3 days -4.5 sec'", store.Interval{Months: -14, Days: 3, Microseconds: -4500000}.String())
	texts := []string{"", "NULL", "null", "a,b", "{}", `"`, `\`, `a"b\c`, " ", "é\n", "'", "plain-1.5", `\\""`, "Null"}
	ok("text[]", "$1::text::text[] = $2::text[]", store.Array(texts, store.AppendText), texts)
	ok("int[]", "$1::text::int[] = $2::int[]", store.Array([]int32{1, -2, 3}, store.AppendInt), []int32{1, -2, 3})
	ok("empty", "$1::text::int[] = '{}'", store.Array[int32](nil, store.AppendInt))
	u := store.NewUUID()
	ok("uuid[]", "$1::text::uuid[] = ARRAY[$2::uuid, $2]", store.Array([]store.UUID{u, u}, store.AppendUUID), u)
}

func FuzzArrayText(f *testing.F) {
	f.Add("a", `"\`)
	f.Add("", "NULL")
	f.Fuzz(func(t *testing.T, a, b string) {
		text := store.Array([]string{a, b}, store.AppendText).(string)
		got := unquote(t, text)
		if len(got) != 2 || got[0] != a || got[1] != b {
			t.Errorf("%q and %q became %s, which reads %q", a, b, text, got)
		}
	})
}

// unquote reads an array's text by the rules of the server's manual.
func unquote(t *testing.T, text string) []string {
	var out []string
	var element strings.Builder
	inQuotes, escaped := false, false
	for _, c := range []byte(text[1 : len(text)-1]) {
		switch {
		case escaped:
			escaped = false
			element.WriteByte(c)
		case c == '\\':
			escaped = true
		case c == '"':
			inQuotes = !inQuotes
		case c == ',' && !inQuotes:
			out = append(out, element.String())
			element.Reset()
		case !inQuotes && (c == '{' || c == '}' || c == ' '):
			t.Errorf("%q outside quotes in %s", c, text)
		default:
			element.WriteByte(c)
		}
	}
	return append(out, element.String())
}

func TestDecimalKeepsDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]store.Decimal{
		`12345678901234567890.10`: "12345678901234567890.10", `"1.0"`: "1.0", `"NaN"`: "NaN", `-0.5`: "-0.5",
	} {
		var d store.Decimal
		if err := json.Unmarshal([]byte(text), &d); err != nil || d != want {
			t.Errorf("%s became %q (%v)", text, d, err)
		}
	}
	for d, want := range map[store.Decimal]string{"1.50": "1.50", "NaN": `"NaN"`, "Infinity": `"Infinity"`} {
		if got, err := json.Marshal(d); err != nil || string(got) != want {
			t.Errorf("%q was written as %s (%v)", d, got, err)
		}
	}
	var d store.Decimal
	if err := json.Unmarshal([]byte("null"), &d); err == nil {
		t.Error("null must be refused")
	}
}

func TestConstraintMatches(t *testing.T) {
	t.Parallel()
	err := error(&store.Error{Kind: store.Duplicate, Schema: "app", Table: "t", Constraint: "t_key"})
	for c, want := range map[store.Constraint]bool{
		{Kind: store.Duplicate, Table: "t", Name: "t_key"}:                   true,
		{Kind: store.Duplicate, Schema: "app", Table: "t", Name: "t_key"}:    true,
		{Kind: store.Duplicate, Schema: "public", Table: "t", Name: "t_key"}: false,
		{Kind: store.Duplicate, Table: "u", Name: "t_key"}:                   false,
		{Kind: store.Duplicate, Table: "t", Name: "other"}:                   false,
		{Kind: store.Check, Table: "t", Name: "t_key"}:                       false,
	} {
		if errors.Is(err, c) != want {
			t.Errorf("errors.Is(%v, %+v) = %t", err, c, !want)
		}
	}
	if !errors.Is(err, store.Duplicate) || errors.Is(err, store.NotFound) || errors.Is(err, store.ForeignKey) {
		t.Error("the kind does not match")
	}
	missing := &store.Error{Kind: store.MissingParent}
	if !errors.Is(missing, store.ForeignKey) || errors.Is(missing, store.StillReferenced) {
		t.Error("a missing parent is a violated foreign key, and nothing else")
	}
}

func TestCommitErrorPassesOthers(t *testing.T) {
	t.Parallel()
	if store.CommitError(nil) != nil || store.CommitError(pgx.ErrTxClosed) != pgx.ErrTxClosed {
		t.Error("only errors of the server change")
	}
	err := store.CommitError(&pgconn.PgError{Code: "40001"})
	if !errors.Is(err, store.Serialization) || !store.Serialization.Retryable() || store.Duplicate.Retryable() {
		t.Errorf("got %v", err)
	}
}
