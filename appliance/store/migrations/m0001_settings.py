"""Version 1: the company's settings. Instants are UTC text, days and times local text, both sortable as they stand."""

ACTION = """
    action TEXT NOT NULL,
    action_team TEXT REFERENCES teams (id),
    action_order_number BOOLEAN,
    action_number TEXT,
    action_menu TEXT REFERENCES menus (id),
    action_text TEXT
"""

STATEMENTS = (
    "CREATE TABLE schema_version (version INTEGER NOT NULL)",
    "INSERT INTO schema_version (version) VALUES (0)",
    "CREATE TABLE revisions (id INTEGER NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, saved_at TEXT NOT NULL)",
    """CREATE TABLE companies (
        id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, timezone TEXT NOT NULL, country TEXT NOT NULL,
        holidays TEXT)""",
    """CREATE TABLE closures (
        position INTEGER NOT NULL PRIMARY KEY, first_day TEXT NOT NULL, last_day TEXT NOT NULL, name TEXT NOT NULL)""",
    """CREATE TABLE agents (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, mail TEXT, pin TEXT)""",
    """CREATE TABLE phones (
        agent_id TEXT NOT NULL REFERENCES agents (id), position INTEGER NOT NULL, number TEXT NOT NULL,
        PRIMARY KEY (agent_id, position))""",
    """CREATE TABLE teams (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, timezone TEXT NOT NULL,
        levels INTEGER NOT NULL, strategy TEXT NOT NULL, ring_seconds INTEGER NOT NULL, rounds INTEGER NOT NULL)""",
    """CREATE TABLE members (
        team_id TEXT NOT NULL REFERENCES teams (id), level INTEGER NOT NULL, position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id), PRIMARY KEY (team_id, level, position))""",
    """CREATE TABLE shifts (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id),
        days TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, level INTEGER,
        PRIMARY KEY (team_id, position))""",
    """CREATE TABLE rotations (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL, every_days INTEGER NOT NULL,
        handover_day INTEGER, handover_time TEXT NOT NULL, start_day TEXT NOT NULL,
        days TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, level INTEGER,
        PRIMARY KEY (team_id, position))""",
    """CREATE TABLE rotation_agents (
        team_id TEXT NOT NULL, rotation INTEGER NOT NULL, position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id), PRIMARY KEY (team_id, rotation, position),
        FOREIGN KEY (team_id, rotation) REFERENCES rotations (team_id, position))""",
    """CREATE TABLE overrides (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        starts TEXT NOT NULL, ends TEXT NOT NULL,
        removes TEXT REFERENCES agents (id), adds TEXT REFERENCES agents (id), level INTEGER,
        PRIMARY KEY (team_id, position))""",
    """CREATE TABLE absences (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id),
        first_day TEXT NOT NULL, last_day TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (team_id, position))""",
    """CREATE TABLE menus (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, announcement TEXT NOT NULL,
        default_key TEXT NOT NULL)""",
    f"""CREATE TABLE choices (
        menu_id TEXT NOT NULL REFERENCES menus (id), key TEXT NOT NULL, position INTEGER NOT NULL, {ACTION},
        PRIMARY KEY (menu_id, key))""",
    """CREATE TABLE lines (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, timezone TEXT NOT NULL,
        audience TEXT NOT NULL, is_default BOOLEAN NOT NULL,
        order_ask BOOLEAN NOT NULL, order_pattern TEXT NOT NULL, order_tries INTEGER NOT NULL,
        max_wait INTEGER NOT NULL, last_resort TEXT)""",
    """CREATE TABLE line_numbers (
        line_id TEXT NOT NULL REFERENCES lines (id), position INTEGER NOT NULL, number TEXT NOT NULL UNIQUE,
        PRIMARY KEY (line_id, position))""",
    """CREATE TABLE opening_windows (
        line_id TEXT NOT NULL REFERENCES lines (id), position INTEGER NOT NULL,
        days TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, PRIMARY KEY (line_id, position))""",
    f"""CREATE TABLE behaviours (
        line_id TEXT NOT NULL REFERENCES lines (id), period TEXT NOT NULL, announcement TEXT, {ACTION},
        PRIMARY KEY (line_id, period))""",
)
