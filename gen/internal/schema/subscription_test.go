package schema

import (
	"slices"
	"strings"
	"testing"
)

func TestConnectionsAreReadWithoutSecrets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "",
		"host=h dbname=d":                  "host=h dbname=d",
		" host = h\tuser='a b' ":           "host=h user=a b",
		`user='it\'s' host=a\ b`:           "user=it's host=a b",
		"password=hidden host=h":           "host=h -password",
		"sslpassword='hid den' host=h":     "host=h -sslpassword",
		"host=a host=b":                    "host=b",
		"postgresql://":                    "",
		"postgres://u:hidden@h:1/d%20b":    "user=u host=h port=1 dbname=d b -password",
		"postgresql://h1:1,h2,[::1]:3/d":   "host=h1,h2,::1 port=1,,3 dbname=d",
		"postgresql://h?sslmode=require":   "host=h sslmode=require",
		"postgresql:///d?host=/tmp&port=5": "dbname=d host=/tmp port=5",
		"host":                             "! missing \"=\" after \"host\" in connection info string",
		"host='hidden":                     "! unterminated quoted string in connection info string",
		"nonsense=hidden":                  "! invalid connection option \"nonsense\"",
		"postgresql://h?hidden":            "! missing key/value separator \"=\" in URI query parameter",
	} {
		parts, secrets, fault := ReadConnection(text)
		got := strings.Join(parts, " ")
		for _, s := range secrets {
			got += " -" + s
		}
		if fault != "" {
			got = "! " + fault
		}
		if got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
}

func TestStreamingIsWhatTheServerTakesItFor(t *testing.T) {
	t.Parallel()
	s := Subscription{Options: []string{"binary=true", "streaming=off"}}
	if got := (Reading{Version: 15}).Subscribed(s).Options; !slices.Equal(got, []string{"binary=true"}) {
		t.Errorf("on 15: %v", got)
	}
	if got := (Reading{Version: 18}).Subscribed(s).Options; !slices.Equal(got, s.Options) {
		t.Errorf("on 18: %v", got)
	}
	hidden := Subscription{Enabled: true}
	if fields := Fields(hidden, Subscription{Enabled: true, Connection: []string{"host=h"}}); len(fields) > 0 {
		t.Errorf("a connection that nobody may see differs: %v", fields)
	}
}
