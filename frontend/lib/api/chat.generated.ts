// Generated from the committed OpenAPI document by `npm run generate`. Not to be edited.

export interface paths {
    "/api/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something
         * @description With `Accept: text/event-stream` the answer streams as events: first `turn`, with the ids of conversation and turn, then
         *     `text`, `tool_started`, `tool_finished`, `receipt`, `question`, `error` and last `done`, whose data is the JSON answer. The same
         *     message with the same `Idempotency-Key` gives the same answer again, or goes on with it where it broke off, as long as the
         *     conversation is there. Closing the connection stops the turn.
         */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chatkit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Speak the ChatKit protocol
         * @description One request of the ChatKit protocol; threads are conversations. What streams is answered with `data:` lines of events, the rest
         *     with one JSON object. With an `Idempotency-Key` a turn whose stream closed goes on under that key within 10 minutes; without
         *     one a closed stream stops the turn. Attachments and dictation are refused.
         */
        post: operations["chatkit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your conversations
         * @description One page, last used first; with `search` those with all of its words in the title or in one of the 200 texts said last.
         */
        get: operations["list_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a conversation with what was said in it
         * @description Its last turns, oldest first, at most 20 by default; `previous_cursor` leads to the ones before. A long result of a tool
         *     is left out, and its size told.
         */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        /**
         * Delete a conversation
         * @description Its messages go with it; the tasks it changed stay as they are.
         */
        delete: operations["delete_conversation"];
        options?: never;
        head?: never;
        /**
         * Rename a conversation
         * @description Where it stands in the list stays as it is.
         */
        patch: operations["rename_conversation"];
        trace?: never;
    };
    "/api/conversations/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a conversation
         * @description All that was said and done in it, as it was at one moment, with every result of a tool.
         */
        get: operations["export_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop the running turn
         * @description What was said and done stays. When this is answered nothing begins any more, and the conversation is free.
         */
        post: operations["stop_turn"];
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
        /** @description Which options of a question were chosen. */
        ChatAnswerInput: {
            /** @description The question's id. */
            id: string;
            /** @description The `value` of each chosen option, 1 to 25. */
            values: string[];
        };
        /** @description A request of the ChatKit protocol. */
        ChatKitRequest: {
            /** @description What the protocol has no word for: `replaces`, `query`. */
            metadata?: Record<string, never>;
            /** @description What it says, by its type. */
            params?: Record<string, never>;
            /** @description Which of the sixteen it is, such as `threads.create`. */
            type: string;
        };
        /** @description One message as a person saw it. An assistant's message is its whole turn. */
        ChatMessage: {
            /**
             * Format: date-time
             * @description When it was said (RFC 3339, UTC).
             */
            created_at: string;
            /** @description What the turn asked. */
            question?: components["schemas"]["ChatQuestion"];
            /** @description What the turn changed. */
            receipts?: components["schemas"]["ChatReceipt"][];
            /** @description Who said it. */
            role: components["schemas"]["ChatRole"];
            /** @description Whether the turn was stopped before its end; absent when it was not. */
            stopped?: boolean;
            /** @description What was said. */
            text: string;
            /** @description The tools that the turn called. */
            tool_calls?: components["schemas"]["ChatToolCall"][];
            /**
             * Format: uuid
             * @description The turn that it belongs to. `POST /api/undo` with it takes back all that the turn changed (FR-325).
             */
            turn_id: string;
            /** @description Whether the person had asked for a change and the turn made none (FR-362); absent when not. */
            unchanged?: boolean;
            /** @description What models took in the turn, as their endpoints report it; absent when none did. */
            usage?: components["schemas"]["ChatUsage"];
        };
        /** @description What the agent needs to know before it goes on. */
        ChatQuestion: {
            /** @description To be sent back with the answer. */
            id: string;
            /** @description What can be chosen. */
            options: components["schemas"]["ChatQuestionOption"][];
            /** @description The question. */
            text: string;
        };
        /** @description One option of a question. */
        ChatQuestionOption: {
            /** @description To be shown. */
            label: string;
            /** @description To be sent back. */
            value: string;
        };
        /** @description One change that a tool reported. */
        ChatReceipt: {
            /** @description What happened. */
            operation: components["schemas"]["ReceiptOperation"];
            /** @description The task after it; before it, when it was deleted. */
            task: Record<string, never>;
        };
        /** @description One thing said in a conversation: a message, or the answer to a question of the conversation. */
        ChatRequest: {
            /** @description The answer to a question. Either this or `message`. */
            answer?: components["schemas"]["ChatAnswerInput"];
            /**
             * Format: uuid
             * @description The conversation to go on with; absent, a new one begins.
             */
            conversation_id?: string;
            /** @description What the person says. Either this or `answer`. */
            message?: components["schemas"]["MessageText"];
        };
        /** @description What a turn came to. */
        ChatResponse: {
            /** @description How many changes that is. */
            changes: number;
            /**
             * Format: uuid
             * @description The conversation, to go on with.
             */
            conversation_id: string;
            /** @description What it needs to know; absent when nothing. */
            question?: components["schemas"]["ChatQuestion"];
            /** @description What was changed, from the tools' own results. */
            receipts: components["schemas"]["ChatReceipt"][];
            /** @description What the agent says. */
            response: string;
            /** @description Whether the turn was stopped before its end; absent when it was not. */
            stopped?: boolean;
            /** @description The tools it called, in order. */
            tool_calls: components["schemas"]["ChatToolCall"][];
            /**
             * Format: uuid
             * @description The turn. `POST /api/undo` with it takes back all that the turn changed (FR-325).
             */
            turn_id: string;
            /** @description Whether the message asks for a change, as far as it can be read, and there was none (FR-362). */
            unchanged: boolean;
        };
        /**
         * @description Who said it.
         * @enum {string}
         */
        ChatRole: "user" | "assistant";
        /** @description A tool call and what came of it. */
        ChatToolCall: {
            /** @description What it was called with. */
            arguments: Record<string, never>;
            /** @description Why it failed; absent when it did not. */
            error?: components["schemas"]["ChatToolError"];
            /** @description Names the call within the conversation. */
            id: string;
            /** @description The tool. */
            name: string;
            /** @description What it answered; absent when it failed. */
            result?: Record<string, never>;
            /** @description How many bytes its result has, where a page of messages leaves it out; the export has it. */
            result_bytes?: number;
        };
        /** @description Why a tool call failed. */
        ChatToolError: {
            /** @description A stable word for the kind of failure. */
            code: string;
            /** @description What is wrong, and what to do about it. */
            message: string;
        };
        /** @description How many tokens models took. */
        ChatUsage: {
            /**
             * Format: int64
             * @description Tokens that they read.
             */
            input_tokens: number;
            /**
             * Format: int64
             * @description Tokens that they wrote.
             */
            output_tokens: number;
        };
        /** @description A conversation as its owner sees it. */
        Conversation: {
            /**
             * Format: date-time
             * @description When it began (RFC 3339, UTC).
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Names the conversation.
             */
            id: string;
            /** @description The beginning of its first message. */
            title: string;
            /**
             * Format: date-time
             * @description When its last message was written (RFC 3339, UTC).
             */
            updated_at: string;
        };
        /** @description A page of conversations, last used first. */
        ConversationPage: {
            /** @description The conversations. */
            conversations: components["schemas"]["Conversation"][];
            /** @description Where the next page starts; absent on the last page. */
            next_cursor?: string;
        };
        /** @description A conversation with what was said in it. */
        ConversationWithMessages: ({
            /**
             * Format: date-time
             * @description When it began (RFC 3339, UTC).
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Names the conversation.
             */
            id: string;
            /** @description The beginning of its first message. */
            title: string;
            /**
             * Format: date-time
             * @description When its last message was written (RFC 3339, UTC).
             */
            updated_at: string;
        } & Record<string, never>) & {
            /** @description What was said, oldest first. */
            messages: components["schemas"]["ChatMessage"][];
            /** @description Where the page before this one ends: `before` of the next request. Absent on the first page. */
            previous_cursor?: string;
        };
        /**
         * @description What a person says: trimmed, 1 to 4,000 characters (FR-316).
         * @example Add a task to buy groceries
         */
        MessageText: string;
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
         * @description What a receipt can say.
         * @enum {string}
         */
        ReceiptOperation: "created" | "updated" | "completed" | "reopened" | "deleted" | "restored";
        /**
         * @description What a conversation is to be.
         * @example {
         *       "title": "Moving house"
         *     }
         */
        RenameConversation: {
            /** @description Its new title, 1 to 200 characters. */
            title: components["schemas"]["Title"];
        };
        /**
         * Format: title
         * @description What is to be done: trimmed, 1 to 200 characters, no control characters.
         * @example Buy groceries
         */
        Title: string;
        /** @description One place of a request that breaks a rule. */
        Violation: {
            /** @description The rule. */
            detail: string;
            /** @description The parameter of the path or the query. */
            parameter?: string;
            /** @description The body's field, as a JSON pointer (RFC 6901). */
            pointer?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    send_message: {
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
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description What the turn came to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatResponse"];
                    "text/event-stream": string;
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
            /** @description Another message of this conversation is still being answered, or this one was sent again and is answered there */
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
    chatkit: {
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
                /** @description The languages that the person reads, best first (RFC 9110). Dates in words are read in the first one that is known. */
                "Accept-Language"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatKitRequest"];
            };
        };
        responses: {
            /** @description What the request's type is answered with */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": string;
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
            /** @description Another message of this conversation is still being answered, or the request cannot be met as things are now */
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
    list_conversations: {
        parameters: {
            query?: {
                /** @description How many, 1 to 50. */
                limit?: number;
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /**
                 * @description Words to find in titles and in what was said, each the beginning of a word. A page may have less than `limit`, or
                 *     none, and go on.
                 */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of conversations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationPage"];
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
    get_conversation: {
        parameters: {
            query?: {
                /** @description How many turns, 1 to 50. */
                limit?: number;
                /** @description Where the page ends: the `previous_cursor` of the page behind it. */
                before?: string;
            };
            header?: {
                /** @description The `ETag` that you have already, or a list of them. If it is still the same the answer is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description The conversation's entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMessages"];
                };
            };
            /** @description The conversation is still the same */
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
    delete_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description The conversation */
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
            /** @description The thing is not as If-Match says */
            412: {
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
    rename_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenameConversation"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description The conversation's entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
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
    export_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
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
                    "application/json": components["schemas"]["ConversationWithMessages"];
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
    stop_turn: {
        parameters: {
            query?: {
                /** @description The turn, as the stream's first event names it; without it, the one that runs. */
                turn_id?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No turn runs, or not the one that was named */
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
