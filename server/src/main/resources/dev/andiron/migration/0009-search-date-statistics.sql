-- How many ranges of dates are long (search_date_1_high): the planner cannot know it of an expression by itself and takes a
-- third of all for long, so that a range of two days was looked for among all that begin before its end.
create statistics search_date_1_length on (high - low) from search_date_1;
