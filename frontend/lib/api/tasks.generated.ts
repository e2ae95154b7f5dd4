// Generated from the committed OpenAPI document by `npm run generate`. Not to be edited.

export interface paths {
    "/api/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry out many operations
         * @description In their order, in one request. With `atomic` the first refusal takes all back, and is the answer, its pointer naming the
         *     operation; without, each operation has a result of its own, also one that is no operation (422). Undo takes a batch back as one change.
         */
        post: operations["run_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what changed
         * @description The tasks that changed after the token `since`, each once, as they are now, and the ids of those that were deleted. While
         *     `more` is true there is more at once; send `next` as `since` in any case.
         */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all your tasks
         * @description As they were at one moment, in the order of their ids. In a table, a text that a spreadsheet could take for a formula,
         *     or that begins with an apostrophe, has an apostrophe in front.
         */
        get: operations["export_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell whether your calendar feed has an address
         * @description And since when. Which one is not stored.
         */
        get: operations["get_feed"];
        put?: never;
        /**
         * Give your calendar feed a new address
         * @description The one that it had is good no more. There is no Idempotency-Key, which would keep the address: without an answer, ask
         *     for another one.
         */
        post: operations["create_feed"];
        /**
         * Revoke the address of your calendar feed
         * @description It is good no more, at once.
         */
        delete: operations["delete_feed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feed/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a calendar feed
         * @description For calendars that subscribe: the open tasks that are due, at most 2,000, the earliest first. The address is the only
         *     key.
         */
        get: operations["read_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened
         * @description To all tasks or to one, also to those that were deleted since: newest first, in pages of at most 100.
         */
        get: operations["list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import tasks from a file
         * @description Our own JSON, as an export writes it, or a project that Todoist exported as CSV. All tasks are created, or none; undo
         *     takes them back together. `dry_run` writes nothing and tells what would become of each row. At most 5 MiB and 5,000 rows.
         */
        post: operations["import_tasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get your settings */
        get: operations["get_settings"];
        /** Replace your settings */
        put: operations["set_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your tasks
         * @description One page, sorted as asked for. Words for time in a filter mean the time in the zone of the header `Time-Zone`, or else
         *     of the settings.
         */
        get: operations["list_tasks"];
        put?: never;
        /**
         * Create a task
         * @description From its fields, or from one line: `{"text": "Pay rent tomorrow 9am every month p1 #Home @money // note"}`. With
         *     `dry_run=true` nothing is created, and the answer is what was understood.
         */
        post: operations["create_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a task */
        get: operations["get_task"];
        put?: never;
        post?: never;
        /**
         * Delete a task
         * @description Its subtasks are deleted with it. Ids are never given out again.
         */
        delete: operations["delete_task"];
        options?: never;
        head?: never;
        /**
         * Change a task
         * @description A JSON Merge Patch (RFC 7396): absent fields stay, null empties `notes`, `tags`, `due`, `recurrence` and
         *     `parent_id`, and takes a task back to the project Inbox. `due` alone moves one occurrence of a task that repeats; a new
         *     `recurrence` begins a series.
         */
        patch: operations["update_task"];
        trace?: never;
    };
    "/api/tasks/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a task
         * @description Its open subtasks are completed with it. Completing a task that repeats creates the next one, which `Link` names
         *     (`rel="next"`). Completing a completed task changes nothing.
         */
        post: operations["complete_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the history of a task
         * @description Newest first, in pages of at most 100.
         */
        get: operations["get_task_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reopen a task
         * @description Its subtasks and its parent stay as they are. Of a task that repeats the next one goes, with its subtasks, if the
         *     completion made it and nobody has touched it since. Reopening an open task changes nothing.
         */
        post: operations["reopen_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a deleted task
         * @description With the subtasks that were deleted with it, under their numbers. A task that is there stays as it is.
         */
        post: operations["restore_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your personal access tokens
         * @description What they are called and what they are good for. The tokens themselves are not stored.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Make a personal access token
         * @description For an MCP client that cannot sign in. You have 50 at most. There is no Idempotency-Key, which would keep the token:
         *     without an answer, revoke the new one and make another.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a personal access token
         * @description It is good no more, at once.
         */
        delete: operations["delete_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take changes back
         * @description The newest change that was not taken back, which is all that one request or tool call did; with `sequence`, the change
         *     that this event belongs to; with `turn_id`, all that the assistant did in one turn. All of it or nothing.
         */
        post: operations["undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Operations to carry out in their order.
         * @example {
         *       "atomic": true,
         *       "operations": [
         *         {
         *           "create": {
         *             "project": "Moving",
         *             "title": "Buy boxes"
         *           }
         *         },
         *         {
         *           "create": {
         *             "priority": "p1",
         *             "title": "Call the movers"
         *           }
         *         }
         *       ]
         *     }
         */
        Batch: {
            /** @description true: all or nothing. false: each that is refused fails alone. */
            atomic?: boolean;
            /** @description The operations, 1 to 100. */
            operations: components["schemas"]["BatchOperation"][];
        };
        /** @description One operation. */
        BatchOperation: {
            /** @description Creates a task. */
            create: components["schemas"]["NewTask"];
        } | {
            /** @description Changes a task. */
            update: components["schemas"]["PatchOf"];
        } | {
            /** @description Completes a task. */
            complete: components["schemas"]["OneTask"];
        } | {
            /** @description Opens a task again. */
            reopen: components["schemas"]["OneTask"];
        } | {
            /** @description Deletes a task. */
            delete: components["schemas"]["OneTask"];
        } | {
            /** @description Brings a deleted task back. */
            restore: components["schemas"]["OneTask"];
        };
        /** @description What became of an operation. */
        BatchResult: {
            /** @description The next task as it was, which reopening the one before it took away, since nobody had touched it. */
            gone?: components["schemas"]["Task"];
            /** @description The next task, which the completion of one that repeats has created. */
            next?: components["schemas"]["Task"];
            /** @description Why it was refused. */
            problem?: components["schemas"]["Problem"];
            /**
             * Format: int32
             * @description The status that the operation would have had as a request of its own.
             */
            status: number;
            /** @description The task as it is now. */
            task?: components["schemas"]["Task"];
        };
        /** @description What became of the operations. */
        BatchResults: {
            /** @description One for each operation, in their order. */
            results: components["schemas"]["BatchResult"][];
        };
        /** @description A page of changes (FR-620). */
        Changes: components["schemas"]["Touched"] & {
            /** @description Whether there is more to be had at once. */
            more: boolean;
            /**
             * @description The token for the next request.
             * @example 42
             */
            next: string;
        };
        /** @description A token that was just made. */
        CreatedToken: components["schemas"]["Token"] & {
            /** @description The token itself: a bearer token for mcp. It is told this once. */
            secret: string;
        };
        /** @description The fields of a task, or one line to read them from. */
        Creation: components["schemas"]["NewTask"] | components["schemas"]["TypedTask"];
        /**
         * Format: int32
         * @description For how many days a token is good: 1 to 366.
         * @example 90
         */
        Days: number;
        /**
         * Format: due
         * @description A day, or a local time with its IANA time zone (RFC 9557).
         * @example 2026-11-27T17:00:00+01:00[Europe/Berlin]
         */
        Due: string;
        /**
         * Format: due
         * @description A day, 2026-11-27, a local time, 2026-11-27T17:00, with or without its zone, [Europe/Berlin], or English words such as tomorrow 5pm.
         * @example 2026-11-27T17:00
         */
        DueInput: string;
        /** @description A feed that has an address. */
        FeedState: {
            /**
             * Format: date-time
             * @description When its address was made (RFC 3339, UTC).
             */
            created_at: string;
        };
        /** @description What a task that repeats knows of its series. */
        FileSeries: {
            /** @description The series' first task: the same for all tasks of a series, in the file or not. */
            first_id: components["schemas"]["TaskId"];
            /** @description The occurrence that the task stands for, wherever it was moved to. */
            scheduled: components["schemas"]["DueInput"];
            /** @description The due that the rule counts from. */
            start: components["schemas"]["DueInput"];
        };
        /** @description A task in a file. Ids hold within the file only. */
        FileTask: {
            /** @description Whether it is done. */
            completed?: boolean | null;
            /**
             * Format: date-time
             * @description When it was completed (RFC 3339).
             */
            completed_at?: string | null;
            /**
             * Format: date-time
             * @description When it was created (RFC 3339); now, by default.
             */
            created_at?: string | null;
            due?: components["schemas"]["DueInput"] | null;
            id?: components["schemas"]["TaskId"] | null;
            /** @description Details, in Markdown. */
            notes?: components["schemas"]["Notes"];
            parent_id?: components["schemas"]["TaskId"] | null;
            position?: components["schemas"]["Position"] | null;
            /** @description How much it matters, p4 by default. */
            priority?: components["schemas"]["Priority"];
            project?: components["schemas"]["ProjectName"] | null;
            recurrence?: components["schemas"]["Recurrence"] | null;
            /** @description completion, if it repeats from the day on which it is completed. */
            recurrence_from?: components["schemas"]["RecurrenceFrom"];
            series?: components["schemas"]["FileSeries"] | null;
            /** @description Its tags. */
            tags?: components["schemas"]["Tags"];
            /** @description What is to be done. */
            title: components["schemas"]["Title"];
            /**
             * Format: date-time
             * @description When it was last changed (RFC 3339). An import is a change.
             */
            updated_at?: string | null;
        };
        /**
         * @description The name of the format.
         * @enum {string}
         */
        Format: "todo-app";
        /** @description A page of a task's history, newest first. */
        History: {
            /** @description What happened. */
            events: components["schemas"]["TaskEvent"][];
            /**
             * Format: int64
             * @description Where the next page starts: `before` of the next request. Absent on the last page.
             */
            next_before?: number;
        };
        /** @description What became of a row of a file, or would. */
        ImportResult: {
            /** @description Why it is none. */
            errors?: components["schemas"]["Violation"][];
            /** @description The row: the number of the task in a JSON file; in a table, whose header is row 1, that of the row. */
            row: number;
            /** @description The task. In a dry run its number is the one that it would get now. */
            task?: components["schemas"]["Task"];
            /** @description What is not in the task as it was in the file, and where it is instead. */
            warnings?: string[];
        };
        /** @description What became of a file, or would. */
        ImportResults: {
            /** @description Whether nothing was written. */
            dry_run: boolean;
            /** @description One for each task of the file, in their order, and for other rows of which there is something to say. */
            results: components["schemas"]["ImportResult"][];
            /**
             * Format: int64
             * @description An event of the import, by which undo finds it. Absent where nothing was written.
             */
            sequence?: number;
        };
        /**
         * Format: token-name
         * @description What a token is called, so that the person knows which program has it: 1 to 60 characters in one line.
         * @example kubectl-ai on my laptop
         */
        Name: string;
        /** @description A feed that was given an address. */
        NewFeed: {
            /**
             * Format: date-time
             * @description When it was made (RFC 3339, UTC).
             */
            created_at: string;
            /** @description Where calendars read it. Whoever knows it can; it is told this once. */
            path: string;
        };
        /**
         * @description A task to create.
         * @example {
         *       "due": "2026-11-30T09:00",
         *       "priority": "p1",
         *       "project": "Money",
         *       "recurrence": "FREQ=MONTHLY;BYMONTHDAY=30",
         *       "tags": [
         *         "home"
         *       ],
         *       "title": "Pay the rent"
         *     }
         */
        NewTask: {
            due?: components["schemas"]["DueInput"] | null;
            notes?: components["schemas"]["Notes"] | null;
            parent_id?: components["schemas"]["TaskId"] | null;
            position?: components["schemas"]["Position"] | null;
            priority?: components["schemas"]["Priority"] | null;
            project?: components["schemas"]["ProjectName"] | null;
            recurrence?: components["schemas"]["Recurrence"] | null;
            recurrence_from?: components["schemas"]["RecurrenceFrom"] | null;
            tags?: components["schemas"]["Tags"] | null;
            /** @description What is to be done, 1 to 200 characters. */
            title: components["schemas"]["Title"];
        };
        /** @description A token to make. */
        NewToken: {
            /** @description For how long it is good. */
            expires_in_days: components["schemas"]["Days"];
            /** @description What it is called. */
            name: components["schemas"]["Name"];
            /** @description What it is good for. */
            scopes: components["schemas"]["Scopes"];
        };
        /**
         * Format: notes
         * @description Details in Markdown: at most 10,000 bytes, no control characters but line breaks and tabs. Empty means none.
         * @example Milk, eggs, bread
         */
        Notes: string;
        /** @description A task, and the state in which it is expected. */
        OneTask: {
            /** @description The task's number. */
            id: components["schemas"]["TaskId"];
            /** @description The `ETag` that it had when you last saw it; otherwise the operation is refused with 412. */
            if_match?: string | null;
        };
        /**
         * @description What was done to a task.
         * @enum {string}
         */
        Operation: "create" | "update" | "complete" | "reopen" | "delete" | "restore";
        /** @description A change of a task. */
        PatchOf: {
            /** @description The task's number. */
            id: components["schemas"]["TaskId"];
            /** @description The `ETag` that it had when you last saw it; otherwise the operation is refused with 412. */
            if_match?: string | null;
            /** @description The change. */
            patch: components["schemas"]["TaskPatch"];
        };
        /**
         * Format: double
         * @description Where a task stands in manual order: lists sorted by position go from the smallest number to the largest. A task that
         *     nobody moved stands at the number of its id; between two others is any number between theirs.
         * @example 2.5
         */
        Position: number;
        /**
         * @description How much a task matters: `p1` is the most urgent, `p4` the default.
         * @enum {string}
         */
        Priority: "p1" | "p2" | "p3" | "p4";
        /**
         * @description A refusal in the form of RFC 9457, sent as `application/problem+json`.
         * @example {
         *       "detail": "a title needs at least one visible character",
         *       "errors": [
         *         {
         *           "detail": "a title needs at least one visible character",
         *           "pointer": "/title"
         *         }
         *       ],
         *       "status": 422,
         *       "title": "Invalid value",
         *       "type": "urn:todo-app:problem:invalid-value"
         *     }
         */
        Problem: {
            /** @description What is wrong with this request, and what to do about it. */
            detail: string;
            /** @description The places that are wrong, for 400 and 422. */
            errors?: components["schemas"]["Violation"][];
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The kind in words. */
            title: string;
            /** @description A stable URN for the kind of problem, such as `urn:todo-app:problem:invalid-value`. */
            type: string;
        };
        /**
         * Format: project
         * @description A project's name, kept as written; in any letter case it is the same project.
         * @example Work
         */
        ProjectName: string;
        /**
         * Format: rrule
         * @description How it repeats: RRULE of RFC 5545 with FREQ of DAILY, WEEKLY, MONTHLY or YEARLY.
         * @example FREQ=WEEKLY;BYDAY=MO,FR
         */
        Recurrence: string;
        /**
         * @description From where a rule counts (FR-631): from the days that it names, or from the day on which a task is completed.
         * @enum {string}
         */
        RecurrenceFrom: "due" | "completion";
        /**
         * @description One of the rights that a client is given; an OAuth client gets of these what the person allows, and a personal access
         *     token what it was made with.
         * @enum {string}
         */
        Scope: "tasks:read" | "tasks:write" | "tools:list";
        /**
         * @description What a token is good for: one to three scopes, each once.
         * @example [
         *       "tasks:read"
         *     ]
         */
        Scopes: components["schemas"]["Scope"][];
        /**
         * @description A person's settings; as a body, all of them.
         * @example {
         *       "time_zone": "Europe/Berlin"
         *     }
         */
        Settings: {
            /** @description The time zone in which days begin and times without a zone are meant, unless a request names another. */
            time_zone: components["schemas"]["Zone"];
        };
        /**
         * Format: tag
         * @description A tag, kept as written; in any letter case it is the same tag.
         * @example home
         */
        Tag: string;
        /** @description The tags of a task: at most 20, each once, in the spelling that came first. */
        Tags: components["schemas"]["Tag"][];
        /**
         * @description A task as its owner sees it. A field without a value is absent from the JSON.
         * @example {
         *       "completed": false,
         *       "created_at": "2026-11-23T08:12:45.071Z",
         *       "due": "2026-11-30T09:00:00+01:00[Europe/Berlin]",
         *       "id": 3,
         *       "position": 3,
         *       "priority": "p1",
         *       "project": "Money",
         *       "recurrence": "FREQ=MONTHLY;BYMONTHDAY=30",
         *       "tags": [
         *         "home"
         *       ],
         *       "title": "Pay the rent",
         *       "updated_at": "2026-11-23T08:12:45.071Z"
         *     }
         */
        Task: {
            /** @description Whether it is done. */
            completed: boolean;
            /**
             * Format: date-time
             * @description When it was completed (RFC 3339, UTC).
             */
            completed_at?: string;
            /**
             * Format: date-time
             * @description When it was created (RFC 3339, UTC).
             */
            created_at: string;
            /** @description The day it is due, YYYY-MM-DD, or the local time with its zone. */
            due?: components["schemas"]["Due"];
            /** @description The task's number; say it to name the task. */
            id: components["schemas"]["TaskId"];
            /** @description Details, in Markdown. */
            notes?: components["schemas"]["Notes"];
            /** @description The task it is a part of. */
            parent_id?: components["schemas"]["TaskId"];
            /** @description Where it stands among the others in manual order. */
            position: components["schemas"]["Position"];
            /** @description How much it matters: p1 is the most urgent, p4 the default. */
            priority: components["schemas"]["Priority"];
            /** @description The project it belongs to. */
            project: components["schemas"]["ProjectName"];
            /** @description How it repeats (RRULE of RFC 5545). */
            recurrence?: components["schemas"]["Recurrence"];
            /** @description completion, if it repeats from the day on which it is completed, and not from the days of its rule. */
            recurrence_from?: components["schemas"]["RecurrenceFrom"];
            /** @description Its tags, as they were written. */
            tags?: components["schemas"]["Tags"];
            /** @description What is to be done. */
            title: components["schemas"]["Title"];
            /**
             * Format: date-time
             * @description When it was last changed (RFC 3339, UTC).
             */
            updated_at: string;
        };
        /** @description One change of one task (FR-617). */
        TaskEvent: {
            /** @description The task after; absent when there was none. */
            after?: components["schemas"]["Task"];
            /** @description The task before; absent when there was none. */
            before?: components["schemas"]["Task"];
            /** @description What the MCP client calls itself, if it was one that says. */
            client?: string;
            /**
             * Format: date-time
             * @description When (RFC 3339, UTC).
             */
            created_at: string;
            /** @description What was done. */
            operation: components["schemas"]["Operation"];
            /**
             * Format: int64
             * @description Its number among all changes of the person's tasks.
             */
            sequence: number;
            /** @description By which way in. */
            source: components["schemas"]["Via"];
            /**
             * Format: uuid
             * @description The agent's turn, if it was the agent.
             */
            turn_id?: string;
            /**
             * Format: int64
             * @description The number of the change that this one took back.
             */
            undoes?: number;
        };
        /**
         * Format: int32
         * @description A task's number within its owner's tasks: 1, 2, 3 …, never given out twice.
         * @example 3
         */
        TaskId: number;
        /** @description One page of a list. */
        TaskPage: {
            /** @description Where the next page starts; absent on the last page. */
            next_cursor?: string;
            /** @description The tasks. */
            tasks: components["schemas"]["Task"][];
        };
        /**
         * @description A change of one task; as JSON a Merge Patch (RFC 7396). `null` empties `notes`, `tags`, `due`, `recurrence` and
         *     `parent_id`, takes a task back to the project Inbox, and has its recurrence count from its due.
         * @example {
         *       "due": "2026-12-01",
         *       "notes": null,
         *       "priority": "p2"
         *     }
         */
        TaskPatch: {
            /** @description true completes the task, false opens it again. */
            completed?: boolean;
            due?: components["schemas"]["DueInput"] | null;
            notes?: components["schemas"]["Notes"] | null;
            parent_id?: components["schemas"]["TaskId"] | null;
            /** @description Where it now stands in manual order. */
            position?: components["schemas"]["Position"];
            /** @description The new priority. */
            priority?: components["schemas"]["Priority"];
            project?: components["schemas"]["ProjectName"] | null;
            recurrence?: components["schemas"]["Recurrence"] | null;
            recurrence_from?: components["schemas"]["RecurrenceFrom"] | null;
            tags?: components["schemas"]["Tags"] | null;
            /** @description The new title. */
            title?: components["schemas"]["Title"];
        };
        /**
         * @description All that a person has, as a file.
         * @example {
         *       "format": "todo-app",
         *       "tasks": [
         *         {
         *           "due": "2026-12-01",
         *           "id": 1,
         *           "project": "Moving",
         *           "title": "Move to the new flat"
         *         },
         *         {
         *           "completed": true,
         *           "id": 2,
         *           "parent_id": 1,
         *           "tags": [
         *             "boxes"
         *           ],
         *           "title": "Pack the books"
         *         }
         *       ],
         *       "version": 1
         *     }
         */
        TasksFile: {
            /**
             * Format: date-time
             * @description When it was made (RFC 3339, UTC).
             */
            exported_at?: string | null;
            /** @description Says that the file is one of ours. */
            format: components["schemas"]["Format"];
            settings?: components["schemas"]["Settings"] | null;
            /** @description The tasks. */
            tasks: components["schemas"]["FileTask"][];
            /**
             * Format: int32
             * @description What the file may hold.
             */
            version: number;
        };
        /**
         * Format: title
         * @description What is to be done: trimmed, 1 to 200 characters, no control characters.
         * @example Buy groceries
         */
        Title: string;
        /** @description A token that was made. Its secret is not stored. */
        Token: {
            /**
             * Format: date-time
             * @description When it was made (RFC 3339, UTC).
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends (RFC 3339, UTC).
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description What it is named by.
             */
            id: string;
            /**
             * Format: date
             * @description The last day on which it was used, in UTC.
             */
            last_used_on?: string;
            /** @description What it is called. */
            name: components["schemas"]["Name"];
            /** @description What it is good for. */
            scopes: components["schemas"]["Scopes"];
        };
        /** @description A person's tokens. */
        Tokens: {
            /** @description The newest first, the expired ones among them. */
            tokens: components["schemas"]["Token"][];
        };
        /** @description Tasks that are not as they were. */
        Touched: {
            /** @description The ids of those that are not. */
            deleted: components["schemas"]["TaskId"][];
            /** @description Those that are there, as they are now. */
            tasks: components["schemas"]["Task"][];
        };
        /**
         * @description A task as one line: `Pay rent tomorrow 9am every month p1 #Home @money // note`.
         * @example {
         *       "text": "Pay rent tomorrow 9am every month p1 #Home @money // by transfer"
         *     }
         */
        TypedTask: {
            /**
             * @description The language that its dates are in, a tag of BCP 47; by default the first one of `Accept-Language` that is known,
             *     and English if none is.
             */
            language?: string | null;
            /**
             * Format: task-line
             * @description What was typed, in any order: the title; words for a date, as in `tomorrow 9am every month`; `p1` to `p4`;
             *     `#project`; `@tag`; and notes behind `//`. `\` before a word keeps it in the title.
             */
            text: string;
            time_zone?: components["schemas"]["Zone"] | null;
            /**
             * Format: date-time
             * @description When it was typed, if that was before now: its words are read as at that moment.
             */
            typed_at?: string | null;
        };
        /** @description What was understood of a line. */
        Understanding: {
            due?: components["schemas"]["Due"] | null;
            notes?: components["schemas"]["Notes"] | null;
            /** @description The parts of the line that were understood, in its order. */
            pieces: {
                /**
                 * @description The field that it fills.
                 * @example due
                 */
                field: string;
                /** @description Its places in the line, one after the other. */
                spans: {
                    /** @description Where it ends; the unit there is not part of it. */
                    end: number;
                    /** @description Where it begins. */
                    start: number;
                }[];
            }[];
            /** @description The priority. */
            priority: components["schemas"]["Priority"];
            project?: components["schemas"]["ProjectName"] | null;
            recurrence?: components["schemas"]["Recurrence"] | null;
            recurrence_from?: components["schemas"]["RecurrenceFrom"] | null;
            tags?: components["schemas"]["Tags"] | null;
            /** @description What is left: the title. */
            title: components["schemas"]["Title"];
            /**
             * @description The weekday of the due in English, to see what was understood; absent without.
             * @example Friday
             */
            weekday?: string | null;
        };
        /** @description One of the fields, or none for the newest change. */
        Undo: {
            /**
             * Format: int64
             * @description The change that this event belongs to, which need not be the newest.
             */
            sequence?: number;
            /**
             * Format: uuid
             * @description All that this agent's turn did.
             */
            turn_id?: string;
        };
        /**
         * @description The way in that a change took.
         * @enum {string}
         */
        Via: "web" | "api" | "mcp" | "agent";
        /** @description One place of a request that breaks a rule. */
        Violation: {
            /** @description The rule. */
            detail: string;
            /** @description The parameter of the path or the query. */
            parameter?: string;
            /** @description The body's field, as a JSON pointer (RFC 6901). */
            pointer?: string;
        };
        /**
         * Format: iana-time-zone
         * @description A time zone of the IANA database.
         * @example Europe/Berlin
         */
        Zone: string;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    run_batch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description What became of each operation */
            200: {
                headers: {
                    /** @description An event of the change, for undo; absent where nothing changed */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResults"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description With atomic: there is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description With atomic: a task is not as if_match says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                /** @description The `next` of the answer before; without it, all tasks there are; `latest` for nothing but a token to start from. */
                since?: string;
            };
            header?: {
                /**
                 * @description `wait=N` (RFC 7240): when nothing has changed yet, the answer waits up to N seconds, at most 25, for something to
                 *     change.
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes */
            200: {
                headers: {
                    /** @description `wait=N`: how long the answer would have waited */
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is newer than all changes: start again without it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_tasks: {
        parameters: {
            query?: {
                /** @description json: everything, to be imported again. csv: a table for spreadsheets. */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    /** @description The name for the file */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TasksFile"];
                    "text/csv": string;
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_feed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedState"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_feed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address */
            201: {
                headers: {
                    /** @description The address */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewFeed"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_feed: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_feed: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have already, or a list of them. If it is still the same the answer is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The secret that the address ends with, and .ics */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar (RFC 5545) */
            200: {
                headers: {
                    /** @description The calendar's entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description The calendar is still the same */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A header breaks a rule */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such feed, or no more */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than its owner may read in a minute */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_history: {
        parameters: {
            query?: {
                /** @description Only events of this task, which may be one that was deleted. */
                task_id?: components["schemas"]["TaskId"];
                /** @description Only events before this one: the `next_before` of the page before. */
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_tasks: {
        parameters: {
            query?: {
                /** @description json: our own, sent as application/json. todoist: a project that Todoist exported as CSV, sent as text/csv. */
                format?: "json" | "todoist";
                /** @description true: write nothing, and tell what would become of each row. */
                dry_run?: boolean;
                /** @description The project of tasks that name none, Inbox by default. A file of Todoist's is one project and does not say which. */
                project?: string;
            };
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TasksFile"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description What became of each row, or would */
            200: {
                headers: {
                    /** @description An event of the change, for undo; absent where nothing changed */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResults"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_settings: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settings"];
            };
        };
        responses: {
            /** @description The settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: {
                /** @description Which tasks: all, pending or completed. */
                status?: "all" | "pending" | "completed";
                /**
                 * @description Which of them, in the filter language: (today | overdue) & p1 & #work & @errand. Words: today, tomorrow, overdue,
                 *     upcoming, next 7 days, due: 2026-12-24, due before: DAY, due after: DAY, no date, p1 to p4, #project, @tag,
                 *     recurring, subtask.
                 */
                filter?: string;
                /** @description Words that begin words of the title or the notes, in any letter case, with or without accents. */
                search?: string;
                /** @description What they are sorted by. */
                sort?: "created" | "due" | "priority" | "title" | "position";
                /** @description Which end comes first; priority starts with p1, due with the earliest. */
                order?: "asc" | "desc";
                /** @description How many tasks a page holds at most, 1 to 100, 50 by default. */
                limit?: number;
                /** @description Where to go on: the `next_cursor` of the page before. Send everything else as for that page. */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /** @description The `ETag` that you have already, or a list of them. If it is still the same the answer is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tasks */
            200: {
                headers: {
                    /** @description The list's entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPage"];
                };
            };
            /** @description The list is still the same */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_task: {
        parameters: {
            query?: {
                /** @description Only tells what was understood. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /** @description The languages that the person reads, best first (RFC 9110). Dates in words are read in the first one that is known. */
                "Accept-Language"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Creation"];
            };
        };
        responses: {
            /** @description What was understood, with dry_run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Understanding"];
                };
            };
            /** @description The task */
            201: {
                headers: {
                    /** @description The task's entity tag */
                    ETag?: string;
                    /** @description The task's address */
                    Location?: string;
                    /** @description An event of the change, for undo */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have already, or a list of them. If it is still the same the answer is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description The task's entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description The task is still the same */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412. */
                "If-Match"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description An event of the change, for undo */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The thing is not as If-Match says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /** @description The languages that the person reads, best first (RFC 9110). Dates in words are read in the first one that is known. */
                "Accept-Language"?: string;
                /** @description The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412. */
                "If-Match"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskPatch"];
                "application/merge-patch+json": components["schemas"]["TaskPatch"];
            };
        };
        responses: {
            /** @description The task after the change */
            200: {
                headers: {
                    /** @description The task's entity tag */
                    ETag?: string;
                    /** @description An event of the change, for undo; absent where nothing changed */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The thing is not as If-Match says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /** @description The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412. */
                "If-Match"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The completed task */
            200: {
                headers: {
                    /** @description The task's entity tag */
                    ETag?: string;
                    /** @description The next task of a series */
                    Link?: string;
                    /** @description An event of the change, for undo; absent where nothing changed */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The thing is not as If-Match says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_task_history: {
        parameters: {
            query?: {
                /** @description Only events before this one: the `next_before` of the page before. */
                before?: number;
            };
            header?: never;
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reopen_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
                 *     is not known if the request says `Prefer: handling=lenient` (RFC 7240).
                 */
                "Time-Zone"?: string;
                /** @description The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412. */
                "If-Match"?: string;
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The open task */
            200: {
                headers: {
                    /** @description The task's entity tag */
                    ETag?: string;
                    /** @description An event of the change, for undo; absent where nothing changed */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The thing is not as If-Match says */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The task's number */
                id: components["schemas"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description The task's entity tag */
                    ETag?: string;
                    /** @description An event of the change, for undo; absent where nothing changed */
                    "Todo-Sequence"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have as many tokens as one may have */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_token: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The token's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
                 *     hours, and has no second effect.
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Undo"];
            };
        };
        responses: {
            /** @description The tasks as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Touched"];
                };
            };
            /** @description A parameter breaks a rule, or the body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field breaks a rule, or the Idempotency-Key was sent with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That is more than you may do in a minute; try again after Retry-After seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
