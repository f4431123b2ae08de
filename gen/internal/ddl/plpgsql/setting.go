package plpgsql

import "strings"

// Settings is the relation that lists, under "name", the options of the session that
// statements have set. An option with a point in its name that is not among them has
// no value. One named "*" means that it cannot be said which were set.
const Settings = "\x00settings"

// serverVersions are the first and the last numbers that versions 14 to 18 can have.
var serverVersions = []string{"140000", "140099", "150000", "150099", "160000", "160099", "170000", "170099", "180000", "180099"}

const versionSetting = "server_version_num"

func serverVersion() value {
	v := oneOf(serverVersions...)
	v.why = "the version of the server is asked for"
	return v
}

// settingRows are those of pg_settings, of which only the version is known.
func settingRows() []map[string]value {
	return []map[string]value{
		{"name": known(versionSetting), "setting": serverVersion()},
		{ghost: null, "name": hasName(func(name string) bool { return name != versionSetting })},
	}
}

// setting works out current_setting(name) and current_setting(name, missing_ok). The
// version of the server is known as far as all supported versions agree.
func (m *machine) setting(args []value) value {
	if len(args) == 0 || args[0].kind != valueText {
		return unknown("a setting is asked for")
	}
	name := strings.ToLower(args[0].text)
	open := unknown("the setting " + name + " is asked for")
	if name == versionSetting {
		return serverVersion()
	}
	rows, ok := m.cat.Rows(Settings)
	if !ok || !strings.Contains(name, ".") {
		return open
	}
	for _, row := range rows {
		if row["name"] == name || row["name"] == "*" {
			return open
		}
	}
	if len(args) > 1 && args[1].isTrue() {
		return null
	}
	return open
}
