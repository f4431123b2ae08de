package naming_test

import (
	"go/token"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/naming"
)

func TestExported(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"company_id": "CompanyID", "id": "ID", "api_url": "APIURL", "createdAt": "CreatedAt", "2fa_code": "X2faCode",
		"order items": "OrderItems", "": "X", "_": "X", "größe": "Größe", "名前": "X名前", "TYPE": "Type", "user_ids": "UserIDs",
		"weird-name!": "WeirdName", "HTTPServer": "Httpserver",
	} {
		if got := naming.Exported(in); got != want {
			t.Errorf("Exported(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestUnexported(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"company_id": "companyID", "ID": "id", "url_map": "urlMap", "2fa": "x2fa", "": "x", "Name": "name", "ids": "ids",
	} {
		if got := naming.Unexported(in); got != want {
			t.Errorf("Unexported(%q) = %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"Company": "company", "URLMap": "urlMap", "ID": "id", "APIKey": "apiKey", "URLs": "urls", "X": "x"} {
		if got := naming.Lower(in); got != want {
			t.Errorf("Lower(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for many, one := range map[string]string{
		"companies": "company", "statuses": "status", "series": "series", "addresses": "address", "boxes": "box",
		"people": "person", "order_items": "order_item", "branches": "branch", "databases": "database", "houses": "house",
		"analyses": "analysis", "news": "news", "keys": "key", "movies": "movie", "OrderStatuses": "OrderStatus",
		"data": "data", "licenses": "license", "aliases": "alias", "caches": "cache", "sizes": "size", "heroes": "hero",
		"categories": "category", "clauses": "clause", "indices": "index", "archives": "archive", "leaves": "leaf",
		"employees": "employee", "areas": "area", "schemas": "schema", "media": "media",
	} {
		if got := naming.Singular(many); got != one {
			t.Errorf("Singular(%q) = %q, want %q", many, got, one)
		}
		if got := naming.Singular(one); got != one {
			t.Errorf("Singular(%q) = %q: a singular must stay", one, got)
		}
		if got := naming.Singular(naming.Plural(one)); got != one {
			t.Errorf("Singular(Plural(%q)) = %q", one, got)
		}
		if got := naming.Plural(many); got != many {
			t.Errorf("Plural(%q) = %q: a plural must stay", many, got)
		}
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	s := naming.NewScope("store")
	for i, c := range []struct{ candidates, want, holder string }{
		{"type", "type2", "Go"}, {"string", "string2", "Go"}, {"store", "store2", "the generated code"},
		{"name", "name", ""}, {"name", "name2", "0"},
	} {
		owner := "0"
		if got, holder := s.Take(owner, c.candidates); got != c.want || holder != c.holder {
			t.Errorf("%d: Take(%s) = %s held by %q, want %s and %q", i, c.candidates, got, holder, c.want, c.holder)
		}
	}
	if got, holder := s.Take("x", "name", "nameValue"); got != "nameValue" || holder != "0" {
		t.Errorf("got %s, held by %q", got, holder)
	}
}

func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"a", "", "type", "Ünïcode", "1", "a\"b", "ǅ", "ʰa", "ϔ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if e := naming.Exported(s); !token.IsIdentifier(e) || !token.IsExported(e) {
			t.Errorf("Exported(%q) = %q", s, e)
		}
		if u := naming.Unexported(s); (!token.IsIdentifier(u) && !token.IsKeyword(u)) || token.IsExported(u) {
			t.Errorf("Unexported(%q) = %q", s, u)
		}
	})
}
