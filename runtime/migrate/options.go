package migrate

import (
	"strings"
	"time"
)

// options reads the "key=value" words of a step marker. A value with spaces
// stands in double quotes, in which a quote is doubled.
func (p *parser) options(rest string, at int) (Step, error) {
	var step Step
	seen := map[string]bool{}
	for {
		trimmed := strings.TrimLeft(rest, " \t")
		at += len(rest) - len(trimmed)
		if trimmed == "" {
			return step, nil
		}
		key, value, length := cutOption(trimmed)
		if length < 0 {
			return Step{}, p.fault(at, quote(trimmed)+" is not an option", "write options as key=value")
		}
		if seen[key] {
			return Step{}, p.fault(at, "option "+quote(key)+" stands twice", "remove one")
		}
		seen[key] = true
		if message, hint := setOption(&step, key, value); message != "" {
			return Step{}, p.fault(at, message, hint)
		}
		rest, at = trimmed[length:], at+length
	}
}

// cutOption splits the first option off; the length is -1 if there is none.
func cutOption(text string) (key, value string, length int) {
	key, rest, ok := strings.Cut(text, "=")
	if !ok || key == "" || strings.ContainsAny(key, " \t\"") {
		return "", "", -1
	}
	if !strings.HasPrefix(rest, `"`) {
		end := strings.IndexAny(rest, " \t")
		if end < 0 {
			end = len(rest)
		}
		return key, rest[:end], len(key) + 1 + end
	}
	for i := 1; i < len(rest); i++ {
		if rest[i] != '"' {
			continue
		}
		if strings.HasPrefix(rest[i:], `""`) {
			i++
			continue
		}
		return key, strings.ReplaceAll(rest[1:i], `""`, `"`), len(key) + 1 + i + 1
	}
	return "", "", -1
}

// setOption stores one option, or returns what is wrong with it.
func setOption(step *Step, key, value string) (message, hint string) {
	switch key {
	case "transaction":
		if value != "on" && value != "off" {
			return "transaction is on or off", "write transaction=off for a statement that cannot run in a transaction"
		}
		step.NoTransaction = value == "off"
	case "role":
		if value == "" {
			return "role lacks a name", "write role=admin, or remove the option"
		}
		step.Role = value
	case "function":
		if value == "" {
			return "function lacks a name", "write the name under which the service registers the function"
		}
		step.Function = value
	case "loses":
		for name := range strings.SplitSeq(value, ",") {
			if name = strings.TrimSpace(name); name != "" {
				step.Loses = append(step.Loses, name)
			}
		}
	case "lock-timeout":
		return setTimeout(&step.LockTimeout, key, value)
	case "statement-timeout":
		return setTimeout(&step.StatementTimeout, key, value)
	default:
		return "unknown option " + quote(key),
			"known are transaction, role, lock-timeout, statement-timeout, loses and function"
	}
	return "", ""
}

func setTimeout(field **time.Duration, key, value string) (message, hint string) {
	var d time.Duration
	if value != "off" {
		var err error
		if d, err = time.ParseDuration(value); err != nil || d < 0 || d%time.Millisecond != 0 {
			return key + " is not a duration", "write it like " + key + "=500ms, 2s or off"
		}
	}
	*field = &d
	return "", ""
}
