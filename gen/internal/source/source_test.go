package source_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/source"
)

func TestNewRefusesBytesThatParsersMishandle(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, code, at string }{
		{"nul", "select 1;\nselect \x002;", "nul-byte", "f.sql:2:8"},
		{"utf8", "select 'é';\nselect '\xff';", "invalid-utf8", "f.sql:2:9"},
		{"bom", "\ufeffselect 1", "byte-order-mark", "f.sql:1:1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := source.New("f.sql", tc.text)
			var d source.Diagnostic
			if !errors.As(err, &d) {
				t.Fatalf("New gave %v, want a diagnostic", err)
			}
			if d.Code != tc.code || d.Span.String() != tc.at || d.Hint == "" {
				t.Errorf("got %s at %s (hint %q), want %s at %s with a hint", d.Code, d.Span, d.Hint, tc.code, tc.at)
			}
		})
	}
}

func TestPartKeepsPositionsOfTheWholeFile(t *testing.T) {
	t.Parallel()
	f, err := source.New("m.sql", "-- +goose Up\nselect é;\nselect frm;\n-- +goose Down\n")
	if err != nil {
		t.Fatal(err)
	}
	start := strings.Index(f.Text, "select é")
	part := f.Part(start, strings.Index(f.Text, "-- +goose Down"))
	inner := part.Part(strings.Index(part.Text, "select frm"), len(part.Text))
	span := source.Span{File: inner, Start: strings.Index(inner.Text, "frm"), End: len("select frm")}
	if got := span.String(); got != "m.sql:3:8" {
		t.Errorf("span is at %s, want m.sql:3:8", got)
	}
	msg := source.Diagnostic{Span: span, Message: "no"}.Error()
	if want := "m.sql:3:8: error: no\n  select frm;\n         ^"; msg != want {
		t.Errorf("message\n%s\nwant\n%s", msg, want)
	}
}
