-- A database as version 1 of the schema wrote it: kept as it is, whatever the schema becomes.
BEGIN TRANSACTION;
CREATE TABLE absences (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id),
        first_day TEXT NOT NULL, last_day TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (team_id, position));
INSERT INTO "absences" VALUES('depannage',0,'petit','2027-02-08','2027-02-21','congés');
CREATE TABLE agents (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, mail TEXT, pin TEXT);
INSERT INTO "agents" VALUES('durand',0,'Claire Durand','claire@example.fr','0421');
INSERT INTO "agents" VALUES('petit',1,'Hugo Petit',NULL,NULL);
INSERT INTO "agents" VALUES('martin',2,'Julie Martin',NULL,'1956');
CREATE TABLE behaviours (
        line_id TEXT NOT NULL REFERENCES lines (id), period TEXT NOT NULL, announcement TEXT, 
    action TEXT NOT NULL,
    action_team TEXT REFERENCES teams (id),
    action_order_number BOOLEAN,
    action_number TEXT,
    action_menu TEXT REFERENCES menus (id),
    action_text TEXT
,
        PRIMARY KEY (line_id, period));
INSERT INTO "behaviours" VALUES('urgence','open','Bonjour.','forward',NULL,NULL,'+33172000000',NULL,NULL);
INSERT INTO "behaviours" VALUES('urgence','after_hours','Bonjour, vous êtes en relation avec l''astreinte.','menu',NULL,NULL,NULL,'urgence',NULL);
INSERT INTO "behaviours" VALUES('urgence','holiday','Bonjour, vous êtes en relation avec l''astreinte.','menu',NULL,NULL,NULL,'urgence',NULL);
INSERT INTO "behaviours" VALUES('urgence','closure',NULL,'message',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE choices (
        menu_id TEXT NOT NULL REFERENCES menus (id), key TEXT NOT NULL, position INTEGER NOT NULL, 
    action TEXT NOT NULL,
    action_team TEXT REFERENCES teams (id),
    action_order_number BOOLEAN,
    action_number TEXT,
    action_menu TEXT REFERENCES menus (id),
    action_text TEXT
,
        PRIMARY KEY (menu_id, key));
INSERT INTO "choices" VALUES('urgence','1',0,'call','depannage',0,NULL,NULL,NULL);
INSERT INTO "choices" VALUES('urgence','2',1,'call','siege',NULL,NULL,NULL,NULL);
INSERT INTO "choices" VALUES('urgence','3',2,'message',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "choices" VALUES('urgence','4',3,'say',NULL,NULL,NULL,NULL,'Nos bureaux ouvrent à neuf heures.');
INSERT INTO "choices" VALUES('urgence','5',4,'menu',NULL,NULL,NULL,'urgence',NULL);
CREATE TABLE closures (
        position INTEGER NOT NULL PRIMARY KEY, first_day TEXT NOT NULL, last_day TEXT NOT NULL, name TEXT NOT NULL);
INSERT INTO "closures" VALUES(0,'2026-12-26','2027-01-02','Fermeture de fin d''année');
CREATE TABLE companies (
        id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, timezone TEXT NOT NULL, country TEXT NOT NULL, holidays TEXT);
INSERT INTO "companies" VALUES(1,'Serrurerie Martin','Europe/Paris','FR','FR');
CREATE TABLE line_numbers (
        line_id TEXT NOT NULL REFERENCES lines (id), position INTEGER NOT NULL, number TEXT NOT NULL UNIQUE,
        PRIMARY KEY (line_id, position));
INSERT INTO "line_numbers" VALUES('urgence',0,'+33972000001');
INSERT INTO "line_numbers" VALUES('urgence',1,'+33972000002');
CREATE TABLE lines (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, timezone TEXT NOT NULL,
        audience TEXT NOT NULL, is_default BOOLEAN NOT NULL,
        order_ask BOOLEAN NOT NULL, order_pattern TEXT NOT NULL, order_tries INTEGER NOT NULL,
        max_wait INTEGER NOT NULL, last_resort TEXT);
INSERT INTO "lines" VALUES('urgence',0,'Urgence serrurerie','Europe/Paris','staff',1,1,'\d{5}',2,90,'+33172000009');
CREATE TABLE members (
        team_id TEXT NOT NULL REFERENCES teams (id), level INTEGER NOT NULL, position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id), PRIMARY KEY (team_id, level, position));
INSERT INTO "members" VALUES('depannage',1,0,'durand');
INSERT INTO "members" VALUES('depannage',1,1,'petit');
INSERT INTO "members" VALUES('depannage',2,0,'martin');
INSERT INTO "members" VALUES('siege',1,0,'martin');
CREATE TABLE menus (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, announcement TEXT NOT NULL, default_key TEXT NOT NULL);
INSERT INTO "menus" VALUES('urgence',0,'Pour une urgence, tapez 1.','1');
CREATE TABLE opening_windows (
        line_id TEXT NOT NULL REFERENCES lines (id), position INTEGER NOT NULL,
        days TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, PRIMARY KEY (line_id, position));
INSERT INTO "opening_windows" VALUES('urgence',0,'01234','09:00:00','12:30:00');
INSERT INTO "opening_windows" VALUES('urgence',1,'5','09:00:00','12:00:00');
CREATE TABLE overrides (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        starts TEXT NOT NULL, ends TEXT NOT NULL,
        removes TEXT REFERENCES agents (id), adds TEXT REFERENCES agents (id), level INTEGER,
        PRIMARY KEY (team_id, position));
INSERT INTO "overrides" VALUES('depannage',0,'2026-12-24T17:00:00.000000Z','2026-12-26T08:00:00.000000Z','durand','petit',NULL);
CREATE TABLE phones (
        agent_id TEXT NOT NULL REFERENCES agents (id), position INTEGER NOT NULL, number TEXT NOT NULL,
        PRIMARY KEY (agent_id, position));
INSERT INTO "phones" VALUES('durand',0,'+33612345601');
INSERT INTO "phones" VALUES('durand',1,'+33172000001');
INSERT INTO "phones" VALUES('petit',0,'+33612345602');
INSERT INTO "phones" VALUES('martin',0,'+33612345603');
CREATE TABLE revisions (id INTEGER NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, saved_at TEXT NOT NULL);
INSERT INTO "revisions" VALUES(1,1,'2026-11-23T12:00:00.000000Z');
CREATE TABLE rotation_agents (
        team_id TEXT NOT NULL, rotation INTEGER NOT NULL, position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id), PRIMARY KEY (team_id, rotation, position),
        FOREIGN KEY (team_id, rotation) REFERENCES rotations (team_id, position));
INSERT INTO "rotation_agents" VALUES('depannage',0,0,'durand');
INSERT INTO "rotation_agents" VALUES('depannage',0,1,'petit');
INSERT INTO "rotation_agents" VALUES('depannage',1,0,'petit');
INSERT INTO "rotation_agents" VALUES('depannage',1,1,'durand');
INSERT INTO "rotation_agents" VALUES('depannage',1,2,'martin');
CREATE TABLE rotations (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL, every_days INTEGER NOT NULL,
        handover_day INTEGER, handover_time TEXT NOT NULL, start_day TEXT NOT NULL,
        days TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, level INTEGER,
        PRIMARY KEY (team_id, position));
INSERT INTO "rotations" VALUES('depannage',0,7,4,'18:00:00','2026-11-27','56','00:00:00','00:00:00',1);
INSERT INTO "rotations" VALUES('depannage',1,1,NULL,'08:30:00','2026-12-01','01234','18:00:00','09:00:00',NULL);
CREATE TABLE schema_version (version INTEGER NOT NULL);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE shifts (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents (id),
        days TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, level INTEGER,
        PRIMARY KEY (team_id, position));
INSERT INTO "shifts" VALUES('depannage',0,'durand','01234','18:00:00','09:00:00',1);
INSERT INTO "shifts" VALUES('depannage',1,'martin','56','00:00:00','00:00:00',NULL);
CREATE TABLE teams (
        id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, timezone TEXT NOT NULL,
        levels INTEGER NOT NULL, strategy TEXT NOT NULL, ring_seconds INTEGER NOT NULL, rounds INTEGER NOT NULL);
INSERT INTO "teams" VALUES('depannage',0,'Dépannage','Europe/Paris',2,'rotating',25,3);
INSERT INTO "teams" VALUES('siege',1,'Siège','Europe/Paris',2,'sequential',20,2);
COMMIT;
