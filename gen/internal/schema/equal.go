package schema

import (
	"reflect"
	"slices"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// Fields returns the names of the Go fields in which two objects of the same
// type differ, in the order of the struct; nothing when they are equal. Spans,
// IDs, column positions and secrets do not count, of an expression only its Key does,
// and the order of a field called Options, ForeignOptions or Connection does not. An extension without a version equals one with any version.
func Fields(a, b Object) []string {
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	if va.Type() != vb.Type() {
		return []string{"Kind"}
	}
	var out []string
	for i := range va.NumField() {
		field := va.Type().Field(i).Name
		if field == "Header" || field == "Position" || field == "BodyUses" || field == "Secrets" {
			continue
		}
		if (field == "Version" || field == "Result" || field == "Connection") && (va.Field(i).IsZero() || vb.Field(i).IsZero()) {
			continue // a version that nobody named is any, and so are what a function of an extension returns and a connection that nobody may see
		}
		x, y := va.Field(i), vb.Field(i)
		if options, ok := x.Interface().([]string); ok && (field == "Options" || field == "ForeignOptions" || field == "Connection") {
			if !sameSet(options, y.Interface().([]string)) {
				out = append(out, field)
			}
			continue
		}
		if !equalValue(x, y) {
			out = append(out, field)
		}
	}
	return out
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Equal reports whether two objects of the same ID are the same.
func Equal(a, b Object) bool { return a.Address() == b.Address() && len(Fields(a, b)) == 0 }

var (
	exprType = reflect.TypeFor[Expr]()
	spanType = reflect.TypeFor[source.Span]()
)

func equalValue(a, b reflect.Value) bool {
	switch {
	case a.Type() == exprType:
		return a.FieldByName("Key").String() == b.FieldByName("Key").String()
	case a.Type() == spanType:
		return true
	}
	switch a.Kind() {
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !equalValue(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !equalValue(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}
