int nearest_curses_placeholder(void){return 0;}
