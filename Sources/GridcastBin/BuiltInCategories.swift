/// The built-in category rules by their names.
///
/// Both define the eight functions of Yang, Zhao and Xu (2024).
///
/// `osm` reads OpenStreetMap tags (key and value lists of the OSM wiki, "Map features"); `amap`
/// reads the type codes, or the type names, of Amap's points of interest.
package let builtInCategories = [
  "osm": """
  separator: ";"
  absent: ["no", none, vacant, empty, closed, disused, abandoned, demolished, razed, removed,
    construction, proposed, planned]
  gone: [disused, abandoned, demolished, razed, removed]
  categories:
    medical:
      - amenity: [hospital, clinic, doctors, dentist, pharmacy, veterinary, nursing_home]
      - healthcare: "*"
    education:
      - amenity: [school, university, college, kindergarten, library, research_institute,
          language_school, music_school, driving_school, childcare]
      - office: [educational_institution, research]
    administration:
      - amenity: [townhall, courthouse, police, fire_station, post_office, embassy, prison,
          public_building, community_centre]
      - office: [government, diplomatic, administrative]
      - government: "*"
    traffic:
      - public_transport: [station, stop_position, platform, stop_area]
      - highway: [bus_stop, services, rest_area]
      - railway: [station, halt, tram_stop, subway_entrance]
      - amenity: [parking, parking_entrance, bicycle_parking, motorcycle_parking, bus_station,
          ferry_terminal, taxi]
      - aeroway: [aerodrome, terminal]
    business:
      - shop: "*"
      - amenity: [restaurant, cafe, fast_food, bar, pub, biergarten, food_court, ice_cream, bank,
          atm, bureau_de_change, marketplace, cinema, theatre, nightclub, casino, fuel,
          charging_station, car_wash, car_rental, bicycle_rental, vending_machine]
      - tourism: [hotel, motel, hostel, guest_house, apartment]
      - craft: "*"
    office:
      - office: "*"
      - building: [office]
    tourism:
      - tourism: "*"
      - historic: "*"
    residential:
      - building: [apartments, residential, house, detached, semidetached_house, terrace,
          dormitory, bungalow]
      - landuse: [residential]
      - place: [neighbourhood, quarter]
  """,
  "amap": """
  field: typecode
  separator: "|"
  digits: 6
  categories:
    office: ["17*", "1202*", {type: ["公司企业*", "商务住宅;楼宇*"]}]
    business: ["05*", "06*", "07*", "08*", "10*", "16*",
      {type: ["餐饮服务*", "购物服务*", "生活服务*", "体育休闲服务*", "住宿服务*", "金融保险服务*"]}]
    traffic: ["15*", {type: ["交通设施服务*"]}]
    residential: ["12*", {type: ["商务住宅*"]}]
    administration: ["13*", {type: ["政府机构及社会团体*"]}]
    education: ["14*", {type: ["科教文化服务*"]}]
    medical: ["09*", {type: ["医疗保健服务*"]}]
    tourism: ["11*", {type: ["风景名胜*"]}]
  """,
]
