int nearest_curses_placeholder(void);
